import { join } from 'node:path';
import type { Plugin } from 'vite';
import { minifyTemplates } from './minify-templates.ts';
import { withStaticProperties } from './static-properties.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Strips Lit's templates, style sheets and decorators of everything that browsers do not need. */
export function elementsMinified(): Plugin {
  return {
    name: 'elements-minified',
    transform(code, id) {
      if (!/\/widget\/.*(?<!\.test)\.ts$/.test(id)) return;
      return { code: minifyTemplates(withStaticProperties(code)), map: null };
    },
  };
}

/**
 * Compiles tRPC's client from the sources in its packages. Its published build is a single module for browsers of 2018:
 * twice the size, and with its streams before any is opened.
 */
export function trpcFromSource(): Plugin {
  return {
    name: 'trpc-from-source',
    enforce: 'pre',
    apply: 'build',
    async resolveId(id, importer) {
      const [, name, path] = /^@trpc\/(client|server)(?:\/(.+))?$/.exec(id) ?? [];
      if (name === undefined) return;
      const source = join(ROOT, `node_modules/@trpc/${name}/src`, path ?? 'index');
      return await this.resolve(source, importer, { skipSelf: true });
    },
  };
}

/**
 * Makes modules export only their own names. Loops of the bundler's runtime also meet names that a page has put on
 * Object.prototype, which are no getters: nothing would load.
 */
export function ownExportsAlone(): Plugin {
  const loop = 'for (var name in all)';
  return {
    name: 'own-exports-alone',
    apply: 'build',
    transform(code, id) {
      if (!/rolldown\/runtime\.js$/.test(id)) return;
      if (!code.includes(loop)) throw new Error('The loop of the bundler’s runtime has changed.');
      return { code: code.replaceAll(loop, 'for (var name of Object.keys(all))'), map: null };
    },
  };
}

/**
 * Gives Lit's templates the browser's own document. In the sandbox of a micro front-end (qiankun), `document` is a stand-in,
 * and no node to the browser: nothing would be drawn.
 */
export function ownDocument(): Plugin {
  const given = '=document,';
  return {
    name: 'own-document',
    apply: 'build',
    transform(code, id) {
      if (!/\/lit-html\/lit-html\.js$/.test(id)) return;
      if (!code.includes(given)) throw new Error('lit-html takes the document in another way.');
      return { code: code.replace(given, '=document.documentElement.ownerDocument,'), map: null };
    },
  };
}

/** Expressions that need a browser when the package is imported, by their module: each with its replacement. */
const FROM_BROWSER = [
  [
    /@lit\/reactive-element\/reactive-element\.js$/,
    'extends HTMLElement',
    'extends(globalThis.HTMLElement??class{})',
  ],
  [/\/widget\/register\.ts$/, 'customElements.', 'globalThis.customElements?.'],
] as const;

/**
 * Lets the package be imported where there are no elements, as in rendering on a server of any kind: those have no export
 * condition in common.
 */
export function importedAnywhere(): Plugin {
  return {
    name: 'imported-anywhere',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      const [, from, to] = FROM_BROWSER.find(([module]) => module.test(id)) ?? [];
      if (from === undefined || to === undefined) return;
      if (!code.includes(from)) throw new Error(`${id} has no “${from}” any more.`);
      return { code: code.replaceAll(from, to), map: null };
    },
  };
}

/** `import('./part.ts')`, also over several lines; not in types. */
const IMPORT_OF_PART = /(?<!typeof )\bimport\(\s*('\.[^']+'),?\s*\)/g;

/**
 * Makes every part of the widget load by a function of `widget/host/load-module.ts`, which tells a replaced release
 * from a lost connection.
 */
export function importsChecked(loader: 'loadModule' | 'loadPart'): Plugin {
  // Only the fetching of a file needs its address.
  const base = loader === 'loadModule' ? ', import.meta.url' : '';
  const module = JSON.stringify(join(ROOT, 'widget/host/load-module.ts'));
  return {
    name: 'imports-checked',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!/\/widget\/.*(?<!\.test|load-module|entry)\.ts$/.test(id)) return;
      const loading = code.replace(
        IMPORT_OF_PART,
        (_, path: string) => `loader__(() => import(${path})${base})`,
      );
      if (loading === code) return;
      return { code: `import { ${loader} as loader__ } from ${module};\n${loading}`, map: null };
    },
  };
}
