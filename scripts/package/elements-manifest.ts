import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../..');
const ANALYZER = join(ROOT, 'node_modules/@custom-elements-manifest/analyzer/cli.js');

/** Sources of the manifest: the public elements, and their common class. */
const SOURCES = ['widget/renewal-*.ts', 'widget/host/host-element.ts', '!**/*.test.ts'];

/** https://github.com/webcomponents/custom-elements-manifest, as far as it is used here. */
export interface Manifest {
  schemaVersion: string;
  readme: string;
  modules: Module[];
}

interface Module {
  kind: string;
  path: string;
  declarations: Element[];
  exports: { kind: string; name: string; declaration: { name: string; module: string } }[];
}

/** A public element's declaration. */
export interface Element {
  kind: string;
  name: string;
  tagName: string;
  customElement: true;
  summary: string;
  description: string;
  members: Property[];
  attributes: (Described & { fieldName: string })[];
  events: (Described & { type: { text: string } })[];
  cssProperties: (Described & { default?: string })[];
  cssParts: Described[];
}

interface Described {
  name: string;
  description: string;
}

interface Property extends Described {
  kind: string;
  type?: { text: string };
  default?: string;
  attribute?: string;
  privacy?: string;
  static?: boolean;
}

/** Analyses the sources. Members that are not public are left out, and so is the origin of inherited ones. */
export async function elementsManifest(): Promise<Manifest> {
  const { cli } = (await import(pathToFileURL(ANALYZER).href)) as Analyzer;
  const globs = SOURCES.flatMap((glob) => ['--globs', glob]);
  const argv = ['analyze', '--litelement', '--quiet', ...globs];
  return published(await cli({ argv, cwd: ROOT, noWrite: true }));
}

interface Analyzer {
  cli(options: { argv: string[]; cwd: string; noWrite: true }): Promise<Manifest>;
}

function published({ schemaVersion, modules }: Manifest): Manifest {
  const elements = modules.flatMap(({ declarations }) => declarations).filter(isPublic);
  return {
    schemaVersion,
    readme: 'llms.txt',
    modules: [
      {
        kind: 'javascript-module',
        path: 'dist/package/index.js',
        declarations: elements.map(declarationOf),
        exports: elements.flatMap(exportsOf),
      },
    ],
  };
}

function isPublic({ tagName }: Partial<Element>): boolean {
  return tagName !== undefined;
}

function exportsOf({ name, tagName }: Element): Module['exports'] {
  return [
    { kind: 'js', name, declaration: { name, module: 'dist/package/index.js' } },
    {
      kind: 'custom-element-definition',
      name: tagName,
      declaration: { name, module: 'dist/package/index.js' },
    },
  ];
}

function declarationOf(element: Element): Element {
  const isField = ({ kind, privacy = 'public', static: ofClass = false }: Property) =>
    kind === 'field' && privacy === 'public' && !ofClass;
  const clean = <Item extends object>(items: Item[] = []): Item[] =>
    items.map((item) => {
      const { inheritedFrom: _, parsedType: __, readonly: ___, ...rest } = item as Item & Extras;
      return rest as unknown as Item;
    });
  const members = clean(element.members.filter(isField)).toSorted(byName);
  const names = new Set(members.map(({ name }) => name));
  return {
    kind: element.kind,
    name: element.name,
    tagName: element.tagName,
    customElement: true,
    summary: element.summary,
    description: element.description,
    members,
    attributes: clean(element.attributes.filter(({ fieldName }) => names.has(fieldName))).toSorted(
      byName,
    ),
    events: clean(element.events),
    cssProperties: clean(element.cssProperties),
    cssParts: clean(element.cssParts),
  };
}

interface Extras {
  inheritedFrom?: unknown;
  parsedType?: unknown;
  readonly?: unknown;
}

function byName(a: Described, b: Described): number {
  return a.name < b.name ? -1 : 1;
}
