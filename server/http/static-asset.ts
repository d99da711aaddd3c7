import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context } from 'hono';

/** A file for pages, with its content's hash in the address: browsers keep it for good. */
export interface StaticAsset {
  path: string;
  body: string;
  type: string;
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** @param prefix the address, without a trailing slash, below which the file is served */
export function staticAsset(file: URL, prefix: string, kind: keyof typeof TYPES): StaticAsset {
  const body = readFileSync(file, 'utf8');
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10);
  const name = file.pathname.split('/').at(-1);
  return { path: `${prefix}/${hash}/${name}`, body, type: TYPES[kind] };
}

export function answerAsset(c: Context, asset: StaticAsset): Response {
  return c.body(asset.body, 200, {
    'Content-Type': asset.type,
    'Cache-Control': 'public, max-age=31536000, immutable',
  });
}
