import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const MODULES = join(ROOT, 'node_modules');

/** Packages of a host with React, Vue or Svelte, beside ours. */
const OF_HOST = [
  ...['react', 'react-dom', 'scheduler', 'csstype', '@types/react', '@types/react-dom'],
  ...['vue', 'svelte'],
];

const PLAIN = `import 'renewal-wizard/define';
import type { RenewalEvent, RenewalWizard } from 'renewal-wizard/types';

const wizard = document.createElement('renewal-wizard');
const same: RenewalWizard = wizard;
same.server = 'https://renewal.example';
wizard.customers = new Set(['0101243150']);
wizard.fetchToken = async () => 'token';
wizard.addEventListener('renewal-order-placed', ({ detail }) => console.info(detail.orderNumber.length));
const failed = ({ detail: { code } }: RenewalEvent<'renewal-error'>) => code === 'OFFLINE';
document.addEventListener('renewal-error', (event) => failed(event));
document.createElement('renewal-orders').view = 'unpaid';
// @ts-expect-error: no such view
document.createElement('renewal-orders').view = 'paid';
// @ts-expect-error: a promise is wanted
wizard.fetchToken = () => 'token';
// @ts-expect-error: no such detail
wizard.addEventListener('renewal-paid', ({ detail }) => detail.orderNumber);
document.body.append(wizard);
`;

const CLASSES = `import { RenewalBell, VERSION } from 'renewal-wizard';

customElements.define('my-bell', class extends RenewalBell {});
console.info(VERSION.length);
`;

const CORE = `import { type OrderForm, RenewalCore, RenewalFault, withRow } from 'renewal-wizard/core';

const core = await RenewalCore.open({ server: 'https://renewal.example', fetchToken: async () => 'token' });
const form: OrderForm = core.orderForm();
await form.addCustomers(['0101243150']);
const [row] = form.rows;
if (row) form.change(withRow(row.key, () => ({ years: 2 })));
const name: string | undefined = row?.customer?.name;
if (!form.quote) throw new Error('There are no prices.');
const total: number = form.quote.totals.total;
const { number } = await form.place(form.quote).catch((error) => {
  if (error instanceof RenewalFault && error.fault.code === 'PRICE_CHANGED') console.info(error.fault.total);
  throw error;
});
console.info(name, total, number.length, (await core.order('1')).dueDate.length);
// @ts-expect-error: no such plan id
form.change(() => ({ rows: [{ planId: 1 }] }));
`;

/** Names that the example of a form of one's own in docs/embedding.md takes from its page. */
const OF_PAGE = `declare const fetchToken: () => Promise<string>;
declare const orderButton: HTMLButtonElement;
declare function draw(...shown: unknown[]): void;
declare function explain(code: string): void;
declare function drawState(state: string): void;
`;

/** Size limit of the headless core, in brotli-compressed bytes. */
const MOST_OF_CORE = 12 * 1024;

const REACT = `import { createRef, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RenewalOrders, RenewalWizard } from 'renewal-wizard/react';
import type { RenewalWizard as Element } from 'renewal-wizard/types';

const wizard = createRef<Element>();
const token = async () => 'token';
const page = (
  <StrictMode>
    <RenewalWizard
      ref={wizard}
      server="https://renewal.example"
      customers={['0101243150']}
      fetchToken={token}
      className="wide"
      onOrderPlaced={({ detail }) => console.info(detail.orderNumber)}
      locale={Math.random() < 1 ? undefined : 'vi'}
    />
    <RenewalOrders view="unpaid" onError={({ detail }) => console.info(detail.code)} />
    <renewal-payment order-id="1" fetchToken={token} onrenewal-paid={({ detail }) => console.info(detail.orderId)} />
    {/* @ts-expect-error: no such property */}
    <RenewalWizard servers="https://renewal.example" />
  </StrictMode>
);
createRoot(document.body).render(page);
`;

const VUE = `import type { GlobalComponents } from 'vue';
import 'renewal-wizard/vue';

type Props = InstanceType<GlobalComponents['renewal-wizard']>['$props'];
const fetchToken: (() => Promise<string>) | undefined = undefined;
export const given: Props = { customers: ['0101243150'], fetchToken, class: 'wide', onRenewalPaid: ({ detail }) => detail.orderId };
// @ts-expect-error: no such property
export const wrong: Props = { servers: 'https://renewal.example' };
`;

const SVELTE = `import type { SvelteHTMLElements } from 'svelte/elements';
import 'renewal-wizard/svelte';

type Props = SvelteHTMLElements['renewal-orders'];
export const given: Props = { view: 'unpaid', class: 'wide', 'onrenewal-screen': ({ detail }) => detail.screen };
export const paid: SvelteHTMLElements['renewal-payment'] = { 'order-id': '1' };
// @ts-expect-error: no such view
export const wrong: Props = { view: 'paid' };
`;

describe('the package that npm pack makes', () => {
  let folder: string;
  let host: string;
  const installed = (path: string) => join(host, 'node_modules/renewal-wizard', path);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'package-'));
    const copy = join(folder, 'repository');
    host = join(folder, 'host');
    // npm pack changes package.json for a moment, while other tests read it.
    cpSync(ROOT, copy, {
      recursive: true,
      filter: (path) => !/^(node_modules|dist|data|\.git)$/.test(relative(ROOT, path)),
    });
    symlinkSync(MODULES, join(copy, 'node_modules'));
    await npm(copy, 'pack', '--pack-destination', folder);
    for (const name of ['package.json', 'README.md'])
      assert.equal(read(join(copy, name)), read(join(ROOT, name)), name);
    mkdirSync(host);
    writeFileSync(join(host, 'package.json'), '{ "type": "module", "private": true }');
    const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    await npm(host, 'install', '--offline', join(folder, tarball));
    for (const name of OF_HOST) {
      mkdirSync(join(host, 'node_modules', name, '..'), { recursive: true });
      symlinkSync(join(MODULES, name), join(host, 'node_modules', name));
    }
    writeFileSync(join(host, 'plain.ts'), PLAIN);
    writeFileSync(join(host, 'classes.ts'), CLASSES);
    writeFileSync(join(host, 'core.ts'), CORE);
    writeFileSync(join(host, 'react.tsx'), REACT);
    const [, code] = /```ts\n([\s\S]*?)```/.exec(read(join(ROOT, 'docs/embedding.md'))) ?? [];
    assert.ok(code?.includes('RenewalCore.open'));
    writeFileSync(join(host, 'docs.ts'), OF_PAGE + code);
    writeFileSync(join(host, 'vue.ts'), VUE);
    writeFileSync(join(host, 'svelte.ts'), SVELTE);
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('the package installs nothing else, and has what its exports name', () => {
    const about = JSON.parse(read(installed('package.json')));
    for (const name of ['dependencies', 'devDependencies', 'optionalDependencies', 'scripts']) {
      assert.equal(about[name], undefined, name);
    }
    const targets = Object.values(about.exports as Record<string, string | Record<string, string>>);
    const files = targets.flatMap((target) =>
      typeof target === 'string' ? target : Object.values(target),
    );
    assert.ok(files.length > 8);
    for (const path of [
      ...files,
      about.customElements,
      'llms.txt',
      'docs/elements/renewal-bell.md',
    ])
      assert.ok(existsSync(installed(path)), path);
    assert.equal(existsSync(installed('server')), false);
    assert.equal(existsSync(installed('dist/package/custom-elements.json')), false);
    const { modules } = JSON.parse(read(installed(about.customElements)));
    assert.ok(existsSync(installed(modules[0].path)));
  });

  it('the package has a readme of its own, and every page that it and llms.txt name', () => {
    const readme = read(installed('README.md'));
    assert.match(readme, /npm install \.\/renewal-wizard-/);
    assert.doesNotMatch(readme, /npm start/);
    const links = [readme, read(installed('llms.txt'))].flatMap((text) => [
      ...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g),
    ]);
    assert.ok(links.length > 8);
    for (const [, path = ''] of links) assert.ok(existsSync(installed(path)), path);
  });

  it('every later part of the package is loaded so that a lost one is told from a lost connection', () => {
    const names = readdirSync(installed('dist/package/chunks'));
    const texts = names.map((name) => read(installed(`dist/package/chunks/${name}`)));
    const imports = texts.flatMap((text) => [...text.matchAll(/(.{0,8})\bimport\(["'`]\./g)]);
    assert.ok(imports.length > 20, `${imports.length} parts`);
    for (const [all, before = ''] of imports) assert.match(before, /\(\(\)=>$/, all);
  });

  for (const resolution of ['bundler', 'nodenext']) {
    it(`hosts are type-checked against the package (module resolution ${resolution})`, async () => {
      const compilerOptions = {
        noEmit: true,
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        target: 'es2022',
        jsx: 'react-jsx',
        types: [],
        module: resolution === 'bundler' ? 'esnext' : 'nodenext',
        moduleResolution: resolution,
      };
      const files = [
        'plain.ts',
        'classes.ts',
        'core.ts',
        'docs.ts',
        'react.tsx',
        'vue.ts',
        'svelte.ts',
      ];
      writeFileSync(join(host, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
      await inHost(join(MODULES, 'typescript/bin/tsc')).catch(({ stdout }) => assert.fail(stdout));
    });
  }

  for (const [page, tags] of [
    ['plain.ts', ['renewal-wizard', 'renewal-bell', 'renewal-orders', 'renewal-payment']],
    ['classes.ts', ['my-bell']],
    ['react.tsx', ['renewal-wizard', 'renewal-bell', 'renewal-orders', 'renewal-payment']],
  ] as const) {
    it(`a host's bundler builds ${page} with the elements, each part loaded when it is needed`, async () => {
      const outDir = join(host, `dist-${page}`);
      const input = join(host, page);
      await build({
        root: host,
        configFile: false,
        logLevel: 'error',
        build: { outDir, rolldownOptions: { input }, minify: false },
      });
      const scripts = readdirSync(join(outDir, 'assets')).filter((name) => name.endsWith('.js'));
      assert.ok(scripts.length > 5, `${scripts.length} files`);
      const text = scripts.map((name) => read(join(outDir, 'assets', name))).join('\n');
      for (const tag of tags) assert.ok(text.includes(tag), tag);
    });
  }

  it('where pages are rendered on a server, the package can be imported', async () => {
    const text = `import 'renewal-wizard/define';
import { RenewalBell, VERSION } from 'renewal-wizard';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { RenewalWizard } from 'renewal-wizard/react';
class MyBell extends RenewalBell {}
if (!MyBell.prototype || !/^\\d/.test(VERSION)) throw new Error('no classes');
console.info(renderToString(createElement(RenewalWizard, { server: 'x', id: 'renewal', onClose() {} })));`;
    writeFileSync(join(host, 'server.js'), text);
    const { stdout } = await inHost('server.js');
    assert.equal(stdout.trim(), '<renewal-wizard id="renewal"></renewal-wizard>');
    // Also by CommonJS, and by servers that read no condition `node`.
    writeFileSync(
      join(host, 'server.cjs'),
      "require('renewal-wizard/define'); console.info(Object.keys(require('renewal-wizard')).length);",
    );
    assert.equal((await inHost('server.cjs')).stdout.trim(), '5');
    const about = JSON.parse(read(installed('package.json')));
    for (const target of Object.values<object>(about.exports))
      assert.ok(!('node' in Object(target)));
  });

  it('the headless core is small, and has none of the elements', async () => {
    const outDir = join(host, 'dist-core');
    writeFileSync(join(host, 'all.js'), "export * from 'renewal-wizard/core';");
    await build({
      root: host,
      configFile: false,
      logLevel: 'error',
      build: { outDir, lib: { entry: join(host, 'all.js'), formats: ['es'], fileName: 'all' } },
    });
    const files = new Set(['all.js']);
    for (const file of files) {
      const text = read(join(outDir, file));
      assert.doesNotMatch(text, /customElements|HTMLElement/, file);
      // Modules that only follow an order are imported dynamically.
      for (const [, name = ''] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g))
        files.add(name);
    }
    const sizes = [...files].map((file) => brotliCompressSync(read(join(outDir, file))).length);
    const sum = sizes.reduce((total, size) => total + size, 0);
    assert.ok(sum <= MOST_OF_CORE, `${sum} bytes: ${[...files].join(', ')}`);
  });

  it('the headless core runs where there is no page', async () => {
    const text = `import { RenewalCore } from 'renewal-wizard/core';
const opening = RenewalCore.open({ server: 'http://127.0.0.1:1', fetchToken: async () => '' });
await opening.catch(({ name, fault }) => console.info(name, fault.code));`;
    writeFileSync(join(host, 'core.js'), text);
    const { stdout } = await inHost('core.js');
    assert.equal(stdout.trim(), 'RenewalFault FETCH_TOKEN_INVALID');
  });

  async function inHost(...args: string[]): Promise<{ stdout: string }> {
    return await run(process.execPath, args, { cwd: host });
  }
});

async function npm(cwd: string, ...args: string[]): Promise<void> {
  const shell = process.platform === 'win32';
  await run('npm', [...args, '--no-audit', '--no-fund'], { cwd, shell });
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
