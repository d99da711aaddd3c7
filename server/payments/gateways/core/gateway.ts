import type { Dong } from '../../../../shared/money.ts';
import type { PaymentMethod } from '../../../../shared/schemas/common.ts';
import type { Transfer } from '../../../../shared/schemas/payment.ts';
import type { GatewayName, Tables } from '../../../database/tables.ts';
import type { PaymentEvidence } from '../../core/payment-evidence.ts';
import type { PaymentPart } from '../../core/payment-parts.ts';

export type Attempt = Tables['payment_attempts'];

/** The payer's address, and the page to return to from a redirecting gateway. */
export interface PayerPlace {
  clientIp: string;
  returnUrl: string;
}

/** The payer's way to continue; both null when the gateway gave none. */
export type PaymentInstructions =
  | { redirectUrl: string | null; transfer: null }
  | { redirectUrl: null; transfer: Omit<Transfer, 'paymentOrderUrl' | 'partsUntil'> };

/** A gateway's answer about an attempt, which may have been paid in parts. */
export type GatewayAnswer =
  | { state: 'paid'; evidence: PaymentEvidence[] }
  /** It has taken another amount than requested: for a person to look at. */
  | { state: 'amount_differs'; evidence: PaymentEvidence }
  /** Verified and about this attempt, but of an unknown form: it may report money. */
  | { state: 'unreadable'; gateway: GatewayName; raw: string }
  | { state: 'failed' }
  | { state: 'pending' };

export interface RefundRequest {
  /** Our id; the same for every try of one refund, so that the gateway makes it once. */
  refundId: string;
  amount: Dong;
  /** The payment to refund. */
  payment: {
    transactionId: string;
    amount: Dong;
    /** Whether it was the only payment for its attempt. */
    isOnly: boolean;
  };
  attempt: Attempt;
  requestedBy: string;
  requestedAt: number;
  now: number;
}

/**
 * pending: accepted, ask again; unclear: it may have been made, and the gateway does not say; failed: only documented
 * refusals, because the refund is then due again, and requested under a new id.
 */
export type RefundAnswer =
  | { state: 'done'; reference: string }
  | { state: 'pending' }
  | { state: 'unclear'; error: string }
  | { state: 'failed'; error: string };

/** unknown: the gateway has no such refund, and accepts its id once: it may be sent again. */
export type RefundTrace = RefundAnswer | { state: 'unknown' };

/** One payment method. */
export interface Gateway {
  method: PaymentMethod;
  /** The smallest and the largest amount. */
  min: Dong;
  max: Dong;
  /** Time for which an attempt stays open, in milliseconds. */
  attemptLife: number;
  /** Whether a returning payer continues an open attempt or gets a new one. */
  reusesAttempts: boolean;
  /** Whether an amount that is too large for one quick transfer is paid in parts. */
  isInParts: boolean;
  /**
   * Registers an attempt with the gateway, which returns the payer's next page. Called once, after the attempt is
   * stored.
   *
   * @throws DomainError GATEWAY_UNAVAILABLE when it does not answer, refuses, or not verifiably
   */
  open?(attempt: Attempt, payer: PayerPlace): Promise<string>;
  instructions(
    attempt: Attempt,
    payer: PayerPlace,
    parts: readonly PaymentPart[],
  ): PaymentInstructions;
  /**
   * Asks the gateway about an attempt, in case its message was lost.
   *
   * @throws DomainError GATEWAY_UNAVAILABLE when it does not answer, or not verifiably
   */
  ask?(attempt: Attempt, now: number): Promise<GatewayAnswer>;
  /** Missing where money can't go back the way it came. */
  refunds?: GatewayRefunds;
}

/** A gateway's means to pay money back the way it came. */
export interface GatewayRefunds {
  /**
   * @throws GatewayUnreached when it can't have received the request; DomainError GATEWAY_UNAVAILABLE when it does not
   *   answer, or not verifiably: then {@link trace} comes before another call
   */
  make(request: RefundRequest): Promise<RefundAnswer>;
  /**
   * Asks about a refund that was sent and not answered, or not finished; `unclear` when the gateway can't say.
   *
   * @throws DomainError GATEWAY_UNAVAILABLE when it does not answer, or not verifiably
   */
  trace(request: RefundRequest): Promise<RefundTrace>;
}

/** A request on a gateway's path. */
export interface GatewayRequest {
  /** The raw text after `?`: signatures may cover these very characters. */
  query: string;
  header(name: string): string | undefined;
  /** The raw body, for the same reason. */
  body: string;
  /** The body's fields, if it came as a form. */
  form?: Record<string, string> | undefined;
  now: number;
}

/** A verified message's report about an attempt. */
export interface GatewayReport {
  outcome: 'paid' | 'suspected_fraud' | 'pending' | 'failed';
  evidence: PaymentEvidence;
}

/** Whether a report is about money that has come. */
export function isMoney(outcome: GatewayReport['outcome']): boolean {
  return outcome === 'paid' || outcome === 'suspected_fraud';
}

export type GatewayMessage =
  | { kind: 'forged' }
  /** Rightly signed, but of another time: perhaps replayed by an eavesdropper. */
  | { kind: 'stale' }
  /** Not a report: it lacks a field that every report has, or has one that only our requests have. */
  | { kind: 'malformed' }
  /**
   * Verified, but of an unknown form: kept for a person, since it may report money. With the reference it names, if
   * readable, to count it among that attempt's messages.
   */
  | ({ kind: 'unreadable'; reference?: string | undefined } & Verified)
  /** Verified, and about no money of an attempt: kept with this outcome. */
  | ({ kind: 'note'; outcome: string } & Verified)
  | ({ kind: 'report'; report: GatewayReport } & Verified);

interface Verified {
  /** The signed part, where that is less than the whole message. */
  same?: string | undefined;
}

/** The outcome of a message. */
export type Reception =
  | 'forged'
  | 'malformed'
  /** Our own fault: the gateway should send it again. */
  | 'not_received'
  /** The database is unavailable just now: the same. */
  | 'unavailable'
  | 'unknown_attempt'
  | 'amount_differs'
  | 'repeated'
  | 'received';

/** A reporter of money over HTTP: how to read its messages, and how to answer them. */
export interface Receiver {
  name: GatewayName;
  /** Path below `/gateways`. */
  path: string;
  httpMethod: 'GET' | 'POST';
  /** The method whose attempts it reports on. */
  method: PaymentMethod;
  /** Whether another amount than the attempt's is accepted: a transfer can be short or over. */
  takesAnyAmount: boolean;
  read(request: GatewayRequest): GatewayMessage;
  answer(reception: Reception): { status: 200 | 204 | 400 | 401 | 500 | 503; body?: object };
}
