import type { GatewayRequest, Receiver } from '../../payments/gateways/core/gateway.ts';

/** The moment at which the requests of tests arrive. */
export const ARRIVED_AT = 1_795_417_357_000;

/** A gateway's request with this body, as it arrives. */
export function request(
  body: string,
  headers: Record<string, string> = {},
  now = ARRIVED_AT,
): GatewayRequest {
  const lower = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { query: '', header: (name) => lower.get(name), body, now };
}

/** The account to which transfers come, with its virtual ones. */
export const accountsOf = (accountNumber: string, ...virtualAccounts: string[]) => ({
  accountNumber,
  virtualAccounts,
});

/** The kind of message that a receiver reads in a request. */
export const kindOf = (receiver: Receiver, asked: GatewayRequest) => receiver.read(asked).kind;
