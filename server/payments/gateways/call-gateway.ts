import { DomainError } from '../../domain-error.ts';

/** MoMo asks its callers to wait for 30 seconds at the least; no gateway asks for more. */
const TIMEOUT = 30_000;

export interface GatewayCall {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as a form, `application/x-www-form-urlencoded`. */
  form?: Record<string, string>;
}

/**
 * Calls a gateway's API and gives its answer as text.
 *
 * @throws DomainError GATEWAY_UNAVAILABLE when it does not answer in time, or with a server's fault
 */
export async function callGateway(url: string, call: GatewayCall): Promise<string> {
  const { json, form } = call;
  const sent = json === undefined ? undefined : JSON.stringify(json);
  const body = form ? new URLSearchParams(form).toString() : sent;
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  try {
    const response = await fetch(url, {
      method: call.method ?? 'POST',
      headers: { ...(body ? { 'content-type': type } : {}), ...call.headers },
      ...(body ? { body } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.status >= 500) throw new DomainError('GATEWAY_UNAVAILABLE');
    return await response.text();
  } catch {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
}

/** @throws DomainError GATEWAY_UNAVAILABLE when the text is not JSON */
export function parseAnswer(text: string): unknown {
  const answer = jsonOf(text);
  if (answer === undefined) throw new DomainError('GATEWAY_UNAVAILABLE');
  return answer;
}

/** Undefined when the text is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
