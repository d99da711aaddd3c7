import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { texts as formEn } from '../../widget/messages/form-texts-en.ts';
import { texts as formVi } from '../../widget/messages/form-texts-vi.ts';
import { texts as laterEn } from '../../widget/messages/later-texts-en.ts';
import { texts as laterVi } from '../../widget/messages/later-texts-vi.ts';
import { VERSION } from '../../widget/version.ts';
import { chunkDaysOf, keepFormerChunks } from './former-chunks.ts';

/** The classic script's rolling name. */
export const CLASSIC = 'renewal-wizard.classic.js';

const MANIFEST = 'release.json';

const MANIFEST_OF_ELEMENTS = join(import.meta.dirname, '../../custom-elements.json');

/** Number of days for which the chunks of a former build are kept for pages that are open. */
const KEEP_CHUNKS_DAYS = chunkDaysOf(process.env.KEEP_CHUNKS_DAYS);

/** Path, below the widget's folder, of an address whose content never changes. */
interface Entry {
  entry: string;
  integrity: string;
}

/** `release.json`: the present release's immutable addresses. */
export interface Release extends Entry {
  version: string;
  /** Names of the present build's chunks, without the folder. */
  chunks: string[];
  /** Integrity of `entry` and of every file that it loads, by path. */
  files: Record<string, string>;
  /** The classic script; absent until it has been built, too. */
  classic?: Entry;
}

/**
 * Keeps former builds' chunks for a while, lays a copy of the entry beside them whose address is of this build alone,
 * and writes `release.json`.
 *
 * @param rolling the entry's rolling name
 */
export function release(rolling: string): Plugin {
  let folder = '';
  let chunks: string[] = [];
  return {
    name: 'release',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    generateBundle(_, bundle) {
      chunks = Object.keys(bundle).flatMap((name) => /^chunks\/(.+)$/.exec(name)?.[1] ?? []);
    },
    closeBundle() {
      const body = readFileSync(join(folder, rolling), 'utf8').replaceAll('./chunks/', './');
      const own = immutable(folder, 'renewal-wizard', body);
      const paths = chunks.map((name) => `chunks/${name}`);
      const files = paths.map((path) => [path, integrityOf(readFileSync(join(folder, path)))]);
      write(folder, {
        version: VERSION,
        ...own,
        chunks,
        files: { ...Object.fromEntries(files), [own.entry]: own.integrity },
      });
      // The manifest, for hosts' tools.
      copyFileSync(MANIFEST_OF_ELEMENTS, join(folder, 'custom-elements.json'));
      writeTexts(folder);
      const present = new Set([...chunks, own.entry.replace('chunks/', '')]);
      keepFormerChunks(folder, present, { now: Date.now(), days: KEEP_CHUNKS_DAYS });
    },
  };
}

/** For hosts' tools: all texts by their keys, which a host may replace. */
export function writeTexts(folder: string): void {
  const texts = { vi: { ...formVi, ...laterVi }, en: { ...formEn, ...laterEn } };
  writeFileSync(join(folder, 'texts.json'), `${JSON.stringify(texts, null, 1)}\n`);
}

/** Lays an immutable copy of the classic script beside the chunks, and names it in `release.json`. */
export function classicRelease(): Plugin {
  let folder = '';
  return {
    name: 'classic-release',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle() {
      const body = readFileSync(join(folder, CLASSIC), 'utf8');
      const classic = immutable(folder, 'renewal-wizard.classic', body);
      const known = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Release;
      write(folder, { ...known, classic });
    },
  };
}

/** Writes a file named by its content. */
function immutable(folder: string, name: string, body: string): Entry {
  const digest = createHash('sha384').update(body).digest();
  const entry = `chunks/${name}-${digest.toString('base64url').slice(0, 6)}.js`;
  writeFileSync(join(folder, entry), body);
  return { entry, integrity: `sha384-${digest.toString('base64')}` };
}

function integrityOf(body: Buffer): string {
  return `sha384-${createHash('sha384').update(body).digest('base64')}`;
}

function write(folder: string, manifest: Release): void {
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
}
