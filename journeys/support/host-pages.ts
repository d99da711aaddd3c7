import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { build, type Plugin } from 'vite';
import { buildPackage } from '../../scripts/package/build-package.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = join(import.meta.dirname, '../hosts');
const PACKAGE = join(ROOT, 'dist/package');

/** The pages' scripts, by the name of the page. */
const ENTRIES = {
  react: 'react.jsx',
  'react-tag': 'react-tag.jsx',
  'react-hydrated': 'react-hydrated.jsx',
  vue: 'vue.js',
  svelte: 'svelte.js',
  angular: 'angular.js',
  plain: 'plain.js',
};

export type HostPage = keyof typeof ENTRIES | 'server-rendered';

/** Pages that have the elements from the package; the others load them from the renewal server. */
const BUNDLED: ReadonlySet<HostPage> = new Set(['react', 'react-hydrated', 'svelte', 'angular']);

/** Policies for which frameworks need names of their own, or in Angular's case, compiled in the browser, `eval`. */
const TRUSTED_TYPES: Partial<Record<HostPage, string>> = {
  plain: 'lit-html',
  react: 'lit-html',
  'react-tag': 'lit-html',
  'react-hydrated': 'lit-html',
  vue: 'lit-html vue',
  svelte: 'lit-html svelte-trusted-html',
};

export interface HostPages {
  url: string;
  stop(): void;
}

/**
 * Builds the host pages, and serves them from an origin of their own, each under a policy that is as strict as its
 * framework lets it be.
 *
 * @param tokenFor signs the token of a page's accountant
 */
export async function serveHostPages(
  serverUrl: string,
  tokenFor: (query: URLSearchParams) => Promise<string>,
): Promise<HostPages> {
  const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
  await buildPages(folder);
  const { htmlOf } = await renderer(join(folder, 'on-server'));
  const host = serve({
    fetch: async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === '/token') return new Response(await tokenFor(searchParams));
      const page = pathname.slice(1) as HostPage;
      if (page === 'server-rendered') return html(serverRendered(serverUrl, searchParams), page);
      if (Object.hasOwn(ENTRIES, page)) {
        const scripts = [
          ...(BUNDLED.has(page) ? [] : [`${serverUrl}/widget/renewal-wizard.js`]),
          `/assets/${page}.js`,
        ].map((src) => `<script type="module" src="${src}"></script>`);
        const given = {
          server: serverUrl,
          customers: searchParams.get('customers')?.split(','),
          more: searchParams.get('more')?.split(','),
        };
        const content = page === 'react-hydrated' ? htmlOf(given) : '';
        return html(`<div id="app">${content}</div>${scripts.join('')}`, page);
      }
      return file(folder, pathname);
    },
    hostname: '127.0.0.1',
    port: 0,
  }) as Server;
  await new Promise((resolve) => host.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(host.address() as AddressInfo).port}`,
    stop() {
      host.closeAllConnections();
      host.close();
      rmSync(folder, { recursive: true });
    },
  };

  function html(body: string, page: HostPage): Response {
    const names = TRUSTED_TYPES[page];
    const policy = [
      "default-src 'none'",
      `script-src 'self' ${serverUrl}${page === 'angular' ? " 'unsafe-eval'" : ''}`,
      `connect-src 'self' ${serverUrl}`,
      "style-src 'self'",
      "base-uri 'none'",
      ...(names ? ["require-trusted-types-for 'script'", `trusted-types ${names}`] : []),
    ].join('; ');
    const text = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>${page}</title><body>${body}`;
    return new Response(text, {
      headers: { 'content-type': 'text/html', 'content-security-policy': policy },
    });
  }
}

/** One form around the page, as ASP.NET Web Forms and PHP pages have it. */
function serverRendered(serverUrl: string, query: URLSearchParams): string {
  return `<link rel="stylesheet" href="/server-rendered.css">
    <form method="post" action="/server-rendered?${query.toString().replaceAll('&', '&amp;')}">
      <input type="hidden" name="__VIEWSTATE" value="">
      <button type="button" id="add">Add customers</button>
      <renewal-wizard server="${serverUrl}" customers="${query.get('customers')}"></renewal-wizard>
    </form>
    <script src="${serverUrl}/widget/renewal-wizard.classic.js"></script>
    <script src="/server-rendered.js"></script>`;
}

function file(folder: string, path: string): Response {
  const isOwn = path.startsWith('/server-rendered.');
  const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
  try {
    const text = readFileSync(join(isOwn ? PAGES : folder, path));
    return new Response(text, { headers: { 'content-type': type } });
  } catch {
    return new Response(null, { status: 404 });
  }
}

const OF_PACKAGE = ['define', 'react'].map((name) => ({
  find: `renewal-wizard/${name}`,
  replacement: join(PACKAGE, `${name}.js`),
}));

/** The page that is rendered on the server, as a module for Node. */
async function renderer(outDir: string): Promise<{ htmlOf(given: object): string }> {
  await build({
    root: PAGES,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: OF_PACKAGE },
    ssr: { noExternal: true },
    build: { outDir, ssr: 'react-on-server.jsx', minify: false },
  });
  return await import(join(outDir, 'react-on-server.js'));
}

async function buildPages(outDir: string): Promise<void> {
  await buildPackage();
  await build({
    root: PAGES,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    resolve: { alias: OF_PACKAGE },
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    plugins: [await vueFiles(), await svelteFiles()],
    build: {
      outDir,
      emptyOutDir: true,
      minify: false,
      modulePreload: { polyfill: false },
      target: 'es2022',
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(ENTRIES).map(([name, path]) => [name, join(PAGES, path)]),
        ),
        output: { entryFileNames: 'assets/[name].js' },
      },
    },
  });
}

/** The compilers as their plugins for Vite call them. Their types would have to be installed to check this house. */
interface VueCompiler {
  parse(text: string, options: object): { descriptor: object };
  compileScript(descriptor: object, options: object): { content: string };
}

async function vueFiles(): Promise<Plugin> {
  const { parse, compileScript } = (await import('vue/compiler-sfc' as string)) as VueCompiler;
  return {
    name: 'vue-files',
    transform(text, id) {
      if (!id.endsWith('.vue')) return;
      const { descriptor } = parse(text, { filename: id });
      const isCustomElement = (tag: string) => tag.startsWith('renewal-');
      const templateOptions = { compilerOptions: { isCustomElement } };
      const { content } = compileScript(descriptor, { id, inlineTemplate: true, templateOptions });
      return { code: content, map: null };
    },
  };
}

interface SvelteCompiler {
  compile(text: string, options: object): { js: { code: string } };
}

async function svelteFiles(): Promise<Plugin> {
  const { compile } = (await import('svelte/compiler' as string)) as SvelteCompiler;
  return {
    name: 'svelte-files',
    transform(text, id) {
      if (!id.endsWith('.svelte')) return;
      return { code: compile(text, { filename: id, generate: 'client' }).js.code, map: null };
    },
  };
}
