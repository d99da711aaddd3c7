import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES } from '../../../shared/error-codes.ts';
import { callerOf } from './callers.ts';
import type { Draft } from './draft.ts';
import type { OwnedBy } from './owners.ts';
import type { Answer } from './send.ts';
import { TENANTS } from './tenants.ts';
import type { Wire } from './to-wire.ts';
import { OUTSIDE, type World } from './world.ts';

/** The most work of one request, in milliseconds of processor time, whatever else the machine does. */
export const MOST_WORK_MS = 3_000;
const MOST_ANSWER_BYTES = 4_000_000;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Words that only an internal error contains: a stack, a path, messages of the database and of the runtime. */
const INSIDE =
  /\n\s+at |node_modules|\bnode:internal|file:\/\/|\.ts:\d+|SQLITE_|SqliteError|UNIQUE constraint|CHECK constraint|FOREIGN KEY|no such column|(?:Type|Range|Reference|Syntax)Error|Cannot read prop|is not a function|kysely|better-sqlite3/i;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export interface Exchange {
  draft: Draft;
  wire: Wire;
  answer: Answer;
  workMs: number;
  mostWorkMs: number;
}

/** The fault in an answer; null: none. */
export async function faultOf(world: World, exchange: Exchange): Promise<string | null> {
  const { answer, workMs, mostWorkMs } = exchange;
  if (workMs > mostWorkMs) return `it took ${Math.round(workMs)} ms of work`;
  if (answer.bytes > MOST_ANSWER_BYTES) return `its answer has ${answer.bytes} bytes`;
  return (
    failureOf(exchange) ??
    insideOf(exchange) ??
    codelessOf(exchange) ??
    (await leakOf(world, exchange))
  );
}

/** Only health may answer with 5xx, as its monitors expect, and a gateway that can't be reached has a code. */
function failureOf({ wire, answer: { status, text } }: Exchange): string | null {
  const isInside = /"INTERNAL_SERVER_ERROR"|"code":"INTERNAL"/.test(text);
  if (status === null || status < 500) return isInside ? 'an error of ours inside it' : null;
  const isHealth = wire.path.startsWith('/health');
  const isFailing = wire.method === 'HEAD' || text.includes('"status":"failing"');
  if (status === 503 && isHealth && isFailing) return null;
  if (status === 503 && text.includes('GATEWAY_UNAVAILABLE')) return null;
  return `status ${status}`;
}

function insideOf({ wire, answer }: Exchange): string | null {
  const all = `${Object.values(answer.headers).join('\n')}\n${answer.text}`;
  const sent = `${decoded(wire.path)}\n${wire.body}`;
  const [shown] = INSIDE.exec(all) ?? [];
  if (shown !== undefined && !sent.includes(shown)) return `it shows ${JSON.stringify(shown)}`;
  for (const path of [ROOT, tmpdir(), OUTSIDE]) {
    if (all.includes(path)) return `it shows ${path}`;
  }
  return null;
}

/** Programs get a code of the closed list, persons a page, and a gateway its own format. */
function codelessOf({ wire, answer }: Exchange): string | null {
  const { status, headers, text } = answer;
  if (status === null || status < 400 || wire.method === 'HEAD') return null;
  if (headers['www-authenticate'] !== undefined) return null;
  // Node's own answer to a request that is no HTTP.
  if ((status === 400 || status === 431) && text === '' && headers.connection === 'close')
    return null;
  if (headers['content-type']?.startsWith('text/html')) {
    return isForPrograms(wire.path) ? 'a page for a program' : null;
  }
  const value = parsed(text);
  if (value === undefined) return `status ${status} without JSON or a page: ${text.slice(0, 100)}`;
  if (/^\/(gateways|health)/.test(wire.path)) return null;
  return hasCodes(value) ? null : `status ${status} without a code: ${text.slice(0, 200)}`;
}

/** The path as the server reads it: without `..`. */
function isForPrograms(sent: string): boolean {
  const path = URL.parse(sent, 'http://x')?.pathname ?? sent;
  return /^\/(api|trpc|gateways|widget)(\/|$)/.test(path);
}

/** Whether each call of a batch has its code. */
function hasCodes(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => 'result' in Object(one) || hasCodes(one));
  const { error } = Object(value) as {
    error?: { code?: unknown; data?: { domain?: { code: string } } };
  };
  const code = error?.data?.domain?.code ?? error?.code;
  return ERROR_CODES.some((known) => known === code);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A draft keeps the discount code that an earlier call has typed into it, also one of another firm. */
function withoutTyped({ path }: Exchange['wire'], text: string): string {
  return /\bdrafts\./.test(path) ? text.replace(/"discountCode":"[^"]*"/g, '') : text;
}

/** Rows and texts of others, in an answer to someone who did not name them. */
async function leakOf(world: World, exchange: Exchange): Promise<string | null> {
  const { wire, answer } = exchange;
  const all = `${Object.values(answer.headers).join('\n')}\n${withoutTyped(wire, answer.text)}`;
  const maySee = await seesOf(world, exchange);
  const sent = `${decoded(wire.path)}\n${wire.body}`.toLowerCase();
  for (const { mark, portalId, firmId } of Object.values(TENANTS)) {
    if (maySee({ portalId, firmId }) || !all.toLowerCase().includes(mark.toLowerCase())) continue;
    if (!sent.includes(mark.toLowerCase())) return `it shows the rows of ${portalId}/${firmId}`;
  }
  for (const word of new Set(all.match(/[A-Z0-9]{6,}/g) ?? [])) {
    const owner = world.references.get(word);
    if (owner === undefined || maySee(owner) || sent.includes(word.toLowerCase())) continue;
    return `it shows a payment reference of ${owner.portalId}/${owner.firmId}, order ${owner.orderId}`;
  }
  const shown = new Set(all.match(UUID) ?? []);
  const owners = new Map(world.owned.map((row) => [row.id, row]));
  for (const id of shown) {
    const owner = owners.get(id);
    if (owner === undefined || maySee(owner) || sent.includes(id)) continue;
    return `it shows an id of ${owner.portalId}/${owner.firmId}, ${owner.table}`;
  }
  return null;
}

/** The caller's own owners, and those of the tokens in the address: a link shows one order, not all of its firm. */
async function seesOf(world: World, { draft, wire }: Exchange) {
  const { sees = () => false } = callerOf(draft.caller);
  const words = decoded(wire.path).split(/[^A-Za-z0-9._-]+/);
  let owners = words.flatMap((word) => world.tokens.get(word) ?? []);
  if (owners.length === 0 && /^\/(pay|payments|documents)\//.test(wire.path)) {
    // The row may have been added since.
    await world.refresh();
    owners = words.flatMap((word) => world.tokens.get(word) ?? []);
  }
  return (owner: OwnedBy) =>
    sees(owner) ||
    owners.some(
      ({ portalId, firmId, orderId }) =>
        portalId === owner.portalId &&
        (owner.firmId === null || owner.firmId === firmId) &&
        (owner.orderId === undefined || owner.orderId === orderId),
    );
}

function decoded(path: string): string {
  try {
    return `${path}\n${decodeURIComponent(path.replaceAll('+', ' '))}`;
  } catch {
    return path;
  }
}
