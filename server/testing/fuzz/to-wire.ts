import type { CallerName } from './callers.ts';
import { callerOf, originOf } from './callers.ts';
import type { Draft } from './draft.ts';
import { messageOf } from './gateway-drafts.ts';
import { isObject, type Json, jsonText } from './json.ts';
import type { OwnedBy } from './owners.ts';
import { spoiled } from './spoil.ts';
import { TENANTS } from './tenants.ts';
import type { Value, World } from './world.ts';

/** A request as it is sent. */
export interface Wire {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  chunked: boolean;
  /** Breaks off in the middle of the body. */
  cut: boolean;
}

const PLACE = /\{\{([a-zA-Z_]+) (\d+)\}\}/;
const WHOLE = new RegExp(`^${PLACE.source}$`);
const EVERY = new RegExp(PLACE.source, 'g');

/** Stands for a value where the world has none of its kind. */
const NONE = '01960000-0000-7000-8000-000000000000';

/** Puts the world's values in place of their names, spoils the input, and writes the request. */
export async function toWire(world: World, draft: Draft): Promise<Wire> {
  const { caller, odd } = draft;
  const pick = (kind: string, number: number) => pickValue(world, caller, kind, number);
  const headers: Record<string, string> = {};
  const authorization = await callerOf(caller).authorization(world);
  if (authorization !== undefined) headers.authorization = authorization;
  if (odd.origin !== undefined) headers.origin = originFor(world, draft);
  const { path, body, type, ...more } = written(world, draft, pick);
  Object.assign(headers, more.headers);
  const bytes = oddBytes(Buffer.from(body), odd.bytes);
  const contentType = odd.type ?? type;
  if (bytes.length > 0 && contentType !== '') headers['content-type'] = contentType;
  if (odd.header) headers[odd.header[0]] = odd.header[1];
  return {
    method: more.method ?? draft.method,
    path: path.slice(0, LONGEST_PATH),
    headers,
    body: bytes,
    chunked: odd.chunked === true,
    cut: odd.cut === true,
  };
}

type Pick = (kind: string, number: number) => Json;

interface Written {
  path: string;
  body: string;
  type: string;
  method?: string;
  headers?: Record<string, string>;
}

function written(world: World, draft: Draft, pick: Pick): Written {
  const { carry, spoils } = draft;
  const path = placedInPath(draft.path, pick);
  const input = placed(draft.input, pick);
  if (carry === 'signed' || carry === 'resigned') {
    const { config } = world.context;
    const message = messageOf(config, input, world.now(), spoils, carry === 'resigned');
    const { headers, body } = message;
    return {
      path: `/gateways/${message.path}`,
      body,
      type: headers['content-type'] ?? '',
      headers,
    };
  }
  const changed = spoiled(input, spoils);
  switch (carry) {
    case 'none':
      return { path, body: '', type: '' };
    case 'json':
      return { path, body: changed === undefined ? '' : jsonText(changed), type: JSON_TYPE };
    case 'trpc':
      return writtenForTrpc(path, draft.method, changed);
    case 'query':
      return {
        path: withQuery(path, new URLSearchParams(pairsOf(changed)).toString()),
        body: '',
        type: '',
      };
    case 'form': {
      const { action, fields } = formOf(changed);
      return {
        path: action ?? path,
        body: new URLSearchParams(pairsOf(fields)).toString(),
        type: 'application/x-www-form-urlencoded',
      };
    }
  }
}

const JSON_TYPE = 'application/json';

function writtenForTrpc(path: string, method: string, input: Json | undefined): Written {
  const text = input === undefined ? undefined : jsonText(input);
  if (method !== 'GET' && method !== 'HEAD') return { path, body: text ?? '', type: JSON_TYPE };
  const query = text === undefined ? '' : `input=${encodeURIComponent(text.toWellFormed())}`;
  return { path: withQuery(path, query), body: '', type: '' };
}

/** Node refuses longer ones itself: its limit is 16 KiB for all headers. */
const LONGEST_PATH = 12_000;

function withQuery(path: string, query: string): string {
  if (query === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** An address that a request line can hold. */
const ADDRESS = /^\/[\x21-\x7e]*$/;

/** A form that a page has shown, or fields for any. */
function formOf(value: Json | undefined): { action?: string; fields: Json | undefined } {
  if (!isObject(value)) return { fields: value };
  const { action } = value;
  if (typeof action !== 'string' || !ADDRESS.test(action)) return { fields: value };
  return { action, fields: value.fields };
}

function pairsOf(value: Json | undefined): [string, string][] {
  if (!isObject(value)) return value === undefined ? [] : [['', jsonText(value)]];
  return Object.entries(value).map(([name, one]) => [
    name.toWellFormed(),
    (typeof one === 'string' ? one : jsonText(one)).toWellFormed(),
  ]);
}

function placed(value: Json, pick: Pick): Json {
  if (typeof value === 'string') {
    const [, kind, number] = WHOLE.exec(value) ?? [];
    return kind === undefined || kind === 'raw'
      ? value
      : structuredClone(pick(kind, Number(number)));
  }
  if (Array.isArray(value)) return value.map((one) => placed(one, pick));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [keyText(placed(key, pick)), placed(one, pick)]),
  );
}

function keyText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function placedInPath(path: string, pick: Pick): string {
  if (path.startsWith('{{href ')) {
    const address = keyText(placed(path, pick));
    return address === NONE ? '/' : address;
  }
  return path.replace(EVERY, (_, kind, number) =>
    encodeURIComponent(keyText(pick(kind, Number(number)))),
  );
}

/** Three in four are the caller's own, where there are any. */
function pickValue(world: World, caller: CallerName, kind: string, number: number): Json {
  const all: Value[] = world.values[kind] ?? [];
  const { tenant } = callerOf(caller);
  const own = tenant === undefined ? [] : all.filter((value) => isOf(value, TENANTS[tenant]));
  const choice = number % 4 !== 0 && own.length > 0 ? own : all;
  return choice[number % Math.max(1, choice.length)]?.value ?? NONE;
}

function isOf(value: Value, { portalId, firmId }: OwnedBy): boolean {
  return value.portalId === portalId && (value.firmId === firmId || value.firmId === null);
}

function originFor(world: World, { caller, odd }: Draft): string {
  if (odd.origin === 'server') return world.server.url;
  if (odd.origin === 'own') return originOf(caller);
  return odd.origin === 'other' ? 'https://evil.example' : 'null';
}

function oddBytes(body: Buffer, how: Draft['odd']['bytes']): Buffer {
  switch (how) {
    case 'empty':
      return Buffer.alloc(0);
    case 'half':
      return body.subarray(0, Math.floor(body.length / 2));
    case 'mark':
      return Buffer.concat([Buffer.from('\ufeff'), body]);
    case 'nul':
      return Buffer.concat([body, Buffer.from([0, 0])]);
    case 'latin1':
      return Buffer.from(`${body.toString()}\u00ff`, 'latin1');
    case 'text':
      return Buffer.from('no JSON at all: {"a":');
    case 'deep':
      return Buffer.from('['.repeat(60_000));
    default:
      return body;
  }
}
