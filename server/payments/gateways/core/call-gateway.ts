import { DomainError } from '../../../foundation/domain-error.ts';
import { callSignal } from '../../../foundation/outgoing-calls.ts';

/** MoMo requires its callers to wait at least 30 seconds; no gateway requires more. */
export const GATEWAY_TIMEOUT_MS = 30_000;

/** Longest time in which a person waits to be taken to a gateway; money that comes after it is still accepted. */
export const START_TIMEOUT_MS = 10_000;

/** No connection could be made: the gateway can't have received the request. */
export class GatewayUnreached extends DomainError {
  constructor() {
    super('GATEWAY_UNAVAILABLE');
    this.name = 'GatewayUnreached';
  }
}

/** Error codes of a connection before anything is sent (Node.js, system errors; undici; OpenSSL). */
const UNREACHED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|\w+_CERT\w*|ERR_TLS_\w+)$/;

export interface GatewayCall {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** Time-out of the answer, in milliseconds. */
  timeout?: number;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as a form, `application/x-www-form-urlencoded`. */
  form?: Record<string, string>;
}

/**
 * Calls a gateway's API and returns its answer as text.
 *
 * @throws GatewayUnreached when no connection can be made; DomainError GATEWAY_UNAVAILABLE when the answer is late or a
 *   server error
 */
export async function callGateway(url: string, call: GatewayCall): Promise<string> {
  const { json, form } = call;
  const sent = json === undefined ? undefined : JSON.stringify(json, withDigits);
  const body = form ? new URLSearchParams(form).toString() : sent;
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  try {
    const response = await fetch(url, {
      method: call.method ?? 'POST',
      headers: { ...(body ? { 'content-type': type } : {}), ...call.headers },
      ...(body ? { body } : {}),
      redirect: 'error',
      signal: callSignal(call.timeout ?? GATEWAY_TIMEOUT_MS),
    });
    if (response.status >= 500) throw new DomainError('GATEWAY_UNAVAILABLE');
    return await readText(response);
  } catch (error) {
    throw isUnreached(error) ? new GatewayUnreached() : new DomainError('GATEWAY_UNAVAILABLE');
  }
}

function isUnreached(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown; errors?: { code?: unknown }[] } };
  // Several addresses were tried, and each failed.
  const codes = cause?.errors?.map(({ code }) => code) ?? [cause?.code];
  return (
    codes.length > 0 && codes.every((code) => typeof code === 'string' && UNREACHED.test(code))
  );
}

/** The largest accepted answer: a bank's list of 5,000 transfers takes a few million bytes. */
const MOST_BYTES = 5 * 1024 * 1024;

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    // Leaving the loop ends the connection as well.
    if (size > MOST_BYTES) throw new DomainError('GATEWAY_UNAVAILABLE');
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

/** @throws DomainError GATEWAY_UNAVAILABLE when the text is not JSON */
export function parseAnswer(text: string): unknown {
  const answer = jsonOf(text);
  if (answer === undefined) throw new DomainError('GATEWAY_UNAVAILABLE');
  return answer;
}

/** No gateway nests a message deeper; deeper nesting is meant to exhaust the stack when sorted. */
const MOST_DEPTH = 16;

/**
 * Undefined when the text is not JSON, or nested too deep to be a gateway's. A whole number that JavaScript can't
 * represent becomes its digits as text: ids of money keep them, and such amounts are not numbers.
 */
export function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''), keepDigits);
    return isNestedDeeper(value, MOST_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** The number's own characters (ECMAScript, JSON.parse source text access). */
function keepDigits(_name: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** TypeScript does not know JSON.rawJSON yet; it belongs to the same ECMAScript proposal. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** An id too large for a number is written with all of its digits. */
function withDigits(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawJSON(String(value)) : value;
}

function isNestedDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((part) => isNestedDeeper(part, most - 1));
}
