import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { planSchema } from '../../shared/schemas/catalog.ts';
import { payerSchema } from '../../shared/schemas/common.ts';
import { customerSchema, licenseSchema } from '../../shared/schemas/customer.ts';
import { orderSchema } from '../../shared/schemas/order.ts';
import { quotationSchema } from '../../shared/schemas/quotation.ts';
import { quoteOrderSchema, quoteSchema } from '../../shared/schemas/quote.ts';
import { whoAmISchema } from '../../shared/schemas/sign-in.ts';
import { schemaType } from './schema-types.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Sources whose types are public, together with all types that they name. */
const SOURCES = ['widget/events.ts', 'widget/choose-request.ts', 'widget/core.ts'];

/** Public types of the server's answers, by the file that declares them. */
const ANSWERS: Record<string, Record<string, Parameters<typeof schemaType>[0]>> = {
  catalog: { Plan: planSchema },
  common: { PayerKind: payerSchema },
  customer: { Customer: customerSchema, License: licenseSchema },
  order: { Order: orderSchema },
  quotation: { Quotation: quotationSchema },
  quote: { Quote: quoteSchema, QuoteOrderInput: quoteOrderSchema },
  'sign-in': { WhoAmI: whoAmISchema },
};

/** Writes the declarations of the sources' own types, and of the types that they name, into a folder. */
export function writeDeclarations(folder: string): void {
  emit(folder);
  for (const [name, types] of Object.entries(ANSWERS)) {
    const lines = Object.entries(types).map(
      ([type, schema]) => `export type ${type} = ${schemaType(schema)};\n`,
    );
    writeFileSync(join(folder, 'shared/schemas', `${name}.d.ts`), lines.join('\n'));
  }
  const named = new Set<string>();
  for (const source of SOURCES) follow(folder, source.replace(/\.ts$/, '.d.ts'), named);
  for (const path of globSync('**/*.d.ts', { cwd: folder })) {
    if (named.has(path)) toModules(join(folder, path));
    else rmSync(join(folder, path));
  }
}

function emit(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    outDir: folder,
    rootDir: ROOT,
    typeRoots: [join(ROOT, 'node_modules/@types')],
  };
  const files = SOURCES.map((source) => join(ROOT, source));
  const extended = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, files, include: [] };
  writeFileSync(config, JSON.stringify(extended));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' });
  rmSync(config);
  if (status !== 0) throw new Error(`The types could not be written: ${stdout}`);
}

/** Adds a file and those that it names; a package's name would be a type that hosts do not have. */
function follow(folder: string, path: string, named: Set<string>): void {
  if (named.has(path)) return;
  named.add(path);
  const text = readFileSync(join(folder, path), 'utf8');
  for (const [, name = ''] of text.matchAll(/(?:from |import\()['"]([^'"]+)['"]/g)) {
    if (!name.startsWith('.')) throw new Error(`${path} names ${name}, which hosts do not have.`);
    const next = resolve(folder, dirname(path), name.replace(/\.ts$/, '.d.ts'));
    if (!existsSync(next)) throw new Error(`${path} names ${name}, which is missing.`);
    follow(folder, relative(folder, next), named);
  }
}

/** Imports name the modules as hosts import them. */
function toModules(path: string): void {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll(/((?:from |import\()['"][^'"]+)\.ts(['"])/g, '$1.js$2'));
}
