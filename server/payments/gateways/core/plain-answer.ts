import type { Receiver, Reception } from './gateway.ts';

type Answer = ReturnType<Receiver['answer']>;

/** The answer to a gateway that reads only the HTTP status: received, a client error, or a server error. */
export function plainAnswer(reception: Reception, received: Answer): Answer {
  switch (reception) {
    case 'forged':
      return { status: 401, body: { error: { code: 'UNAUTHENTICATED' } } };
    case 'malformed':
      return { status: 400, body: { error: { code: 'INVALID_INPUT' } } };
    case 'not_received':
      return { status: 500, body: { error: { code: 'INTERNAL' } } };
    case 'unavailable':
      return { status: 503, body: { error: { code: 'UNAVAILABLE' } } };
    default:
      return received;
  }
}
