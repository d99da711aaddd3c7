import { PageFault } from '../api/page-fault.ts';

/** The files that have been fetched with all that they import, by address. */
const fetched = new Map<string, Promise<void>>();
/** Fires `replaced` when the server turns out to have this page's release no more. */
export const releases = new EventTarget();

/** Pause before a part is imported once more, in milliseconds. */
const PAUSE_MS = 1_000;

/**
 * Loads a part of the widget; the build has every `import()` go this way. The files are fetched before they are
 * imported: an import that failed says neither why nor ever works again in that page, but a fetch does both.
 *
 * @param run imports the part
 * @param base the address of the file in which `run` stands
 * @throws PageFault RELEASE_REPLACED where the server has this release's files no more, OFFLINE where it does not answer
 */
export async function loadModule<Module>(
  run: () => Promise<Module>,
  base: string,
): Promise<Module> {
  const [, path] = /import\(.(.+?\.js)/.exec(String(run)) ?? [];
  if (path) await fetchOnce(new URL(path, base).href);
  return await loadPart(run);
}

/**
 * Loads a part of the widget where a host's bundler has named and placed the files: they can only be imported. That is
 * done twice, for a network that was away for a moment: bundlers and some browsers do fetch the file again.
 *
 * @throws PageFault RELEASE_REPLACED where the page has to be reloaded, because other browsers never retry an import
 */
export async function loadPart<Module>(run: () => Promise<Module>): Promise<Module> {
  try {
    return await run().catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      return await run();
    });
  } catch (error) {
    if (navigator.onLine) throw releaseReplaced(String(error));
    throw new PageFault('OFFLINE');
  }
}

function fetchOnce(address: string): Promise<void> {
  const fetching = fetched.get(address) ?? fetchWithImports(address);
  fetched.set(address, fetching);
  fetching.catch(() => fetched.delete(address));
  return fetching;
}

async function fetchWithImports(address: string): Promise<void> {
  const text = await textAt(address);
  const imports = [...text.matchAll(/(?:from|import)\s*["'](\..+?\.js)["']/g)];
  await Promise.all(imports.map(([, path = '']) => fetchOnce(new URL(path, address).href)));
}

async function textAt(address: string): Promise<string> {
  let response: Response;
  let text: string;
  try {
    // Some pages give every call cookies that does not say otherwise.
    response = await fetch(address, { credentials: 'same-origin' });
    text = await response.text();
  } catch {
    throw new PageFault('OFFLINE');
  }
  // Some servers answer with a page of theirs what they don't have.
  const isScript = /script/.test(String(response.headers.get('content-type')));
  if (response.ok && isScript) return text;
  if (response.status >= 500 || response.status === 429) throw new PageFault('OFFLINE');
  throw releaseReplaced(address);
}

function releaseReplaced(message: string): PageFault {
  releases.dispatchEvent(new Event('replaced'));
  return new PageFault('RELEASE_REPLACED', { message });
}
