import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Context } from 'hono';

/** A file for pages, with its content's hash in the address: browsers keep it for good. */
export interface StaticAsset {
  path: string;
  body: string | Uint8Array<ArrayBuffer>;
  type: string;
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

const IMAGE_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
};

/** @param prefix the address, without a trailing slash, below which the file is served */
export function staticAsset(file: URL, prefix: string, kind: keyof typeof TYPES): StaticAsset {
  const body = readFileSync(file, 'utf8');
  const name = file.pathname.split('/').at(-1);
  return { path: `${prefix}/${hashOf(body)}/${name}`, body, type: TYPES[kind] };
}

/** An operator's image, served under a name of ours. */
export function imageAsset(file: string, prefix: string, name: string): StaticAsset {
  const body = new Uint8Array(readFileSync(file));
  const extension = extname(file).toLowerCase();
  const type = IMAGE_TYPES[extension] ?? 'application/octet-stream';
  return { path: `${prefix}/${hashOf(body)}/${name}${extension}`, body, type };
}

function hashOf(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 10);
}

export function answerAsset(c: Context, asset: StaticAsset): Response {
  return c.body(asset.body, 200, {
    'Content-Type': asset.type,
    'Cache-Control': 'public, max-age=31536000, immutable',
  });
}
