import type { Dong } from '../../../shared/money.ts';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { Transfer } from '../../../shared/schemas/payment.ts';
import type { GatewayName, Tables } from '../../database/tables.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';

export type Session = Tables['payment_sessions'];

/** Who pays from where, and where a redirecting gateway sends the payer back to. */
export interface PayerPlace {
  clientIp: string;
  returnUrl: string;
}

/** How a payer goes on; both null when the gateway did not say where. */
export type PaymentInstructions =
  | { redirectUrl: string | null; transfer: null }
  | { redirectUrl: null; transfer: Transfer };

/** What a gateway answers when it is asked about a session. One session may have been paid in parts. */
export type GatewayAnswer =
  | { state: 'paid'; evidence: PaymentEvidence[] }
  /** It has taken another amount than was asked for: for a person to look at. */
  | { state: 'amount_differs'; evidence: PaymentEvidence }
  /** Verified, about this session, and in words that we don't know: it may tell of money. */
  | { state: 'unreadable'; gateway: GatewayName; raw: string }
  | { state: 'failed' }
  | { state: 'pending' };

export interface RefundRequest {
  /** Ours; the same for every try of one refund, so that the gateway makes it once. */
  refundId: string;
  amount: Dong;
  /** The payment that money goes back of. */
  payment: {
    transactionId: string;
    amount: Dong;
    /** Whether no other payment came for its session. */
    isOnly: boolean;
  };
  session: Session;
  requestedBy: string;
  requestedAt: number;
  now: number;
}

/**
 * pending: accepted, to be asked again; unclear: it may have been made, and the gateway does not say; failed:
 * only what is documented as a refusal, since the refund is then due again, and asked for under a new id.
 */
export type RefundAnswer =
  | { state: 'done'; reference: string }
  | { state: 'pending' }
  | { state: 'unclear'; error: string }
  | { state: 'failed'; error: string };

/** unknown: the gateway has no such refund, and takes its id once: it may be sent again. */
export type RefundTrace = RefundAnswer | { state: 'unknown' };

/** One payment method. */
export interface Gateway {
  method: PaymentMethod;
  /** The smallest and the largest amount it takes. */
  min: Dong;
  max: Dong;
  /** How long a session of it is open, in milliseconds. */
  sessionLife: number;
  /** Whether a payer who comes back to an open session goes on with it, or gets a new one. */
  reusesSessions: boolean;
  /**
   * Registers a session with the gateway, which says where the payer goes. Called once, after the
   * session is stored.
   *
   * @throws DomainError GATEWAY_UNAVAILABLE when it does not answer, refuses, or not verifiably
   */
  open?(session: Session, payer: PayerPlace): Promise<string>;
  instructions(session: Session, payer: PayerPlace): PaymentInstructions;
  /**
   * Asks the gateway about a session, for when its message was lost.
   *
   * @throws DomainError GATEWAY_UNAVAILABLE when it does not answer, or not verifiably
   */
  ask?(session: Session, now: number): Promise<GatewayAnswer>;
  /** Missing where money can't go back the way it came. */
  refunds?: GatewayRefunds;
}

/** How a gateway pays money back the way it came. */
export interface GatewayRefunds {
  /**
   * @throws GatewayUnreached when it can't have heard of it; DomainError GATEWAY_UNAVAILABLE when it does not
   *   answer, or not verifiably: then it is asked by {@link trace} before it is called again
   */
  make(request: RefundRequest): Promise<RefundAnswer>;
  /**
   * Asks about a refund that was sent and not answered, or not finished. A gateway that can't say what became
   * of it says `unclear`.
   *
   * @throws DomainError GATEWAY_UNAVAILABLE when it does not answer, or not verifiably
   */
  trace(request: RefundRequest): Promise<RefundTrace>;
}

/** What came in on a gateway's path. */
export interface GatewayRequest {
  /** What follows `?`, as it came: signatures may be over these very characters. */
  query: string;
  header(name: string): string | undefined;
  /** As it came, for the same reason. */
  body: string;
  /** Its fields, where it came as a form. */
  form?: Record<string, string> | undefined;
  now: number;
}

/** What a verified message says of a session. */
export interface GatewayReport {
  outcome: 'paid' | 'suspected_fraud' | 'pending' | 'failed';
  evidence: PaymentEvidence;
}

export type GatewayMessage =
  | { kind: 'forged' }
  /** Rightly signed, and of another time: perhaps somebody who has overheard it sends it again. */
  | { kind: 'stale' }
  /** No message of the gateway's: without what each of its answers has, or with what only our requests have. */
  | { kind: 'malformed' }
  /**
   * Verified, and in words that we don't know: kept for a person, since it may tell of money. With the reference
   * that it names, as far as that can be read: it counts among the messages of that session.
   */
  | ({ kind: 'unreadable'; reference?: string | undefined } & Verified)
  /** Verified, and about no money of a session: kept with this outcome. */
  | ({ kind: 'note'; outcome: string } & Verified)
  | ({ kind: 'report'; report: GatewayReport } & Verified);

interface Verified {
  /** What the signature vouches for, where that is less than the whole message. */
  same?: string | undefined;
}

/** What became of a message. */
export type Reception =
  | 'forged'
  | 'malformed'
  /** Our own fault: the gateway should send it again. */
  | 'not_received'
  | 'unknown_session'
  | 'amount_differs'
  | 'repeated'
  | 'received';

/** Whoever tells us of money by HTTP: how its messages are read, and what it expects for an answer. */
export interface Receiver {
  name: GatewayName;
  /** Below `/gateways`. */
  path: string;
  httpMethod: 'GET' | 'POST';
  /** The method whose sessions it speaks of. */
  method: PaymentMethod;
  /** Whether money of another amount than the session's is taken: a transfer can be short or over. */
  takesAnyAmount: boolean;
  read(request: GatewayRequest): GatewayMessage;
  answer(reception: Reception): { status: 200 | 204 | 400 | 401 | 500; body?: object };
}
