import type { Dong } from '../../../shared/money.ts';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { Transfer } from '../../../shared/schemas/payment.ts';
import type { Tables } from '../../database/tables.ts';
import type { PaymentEvidence } from '../settle-payment.ts';

export type Session = Tables['payment_sessions'];

/** How a payer goes on. */
export type PaymentInstructions =
  | { redirectUrl: string; transfer: null }
  | { redirectUrl: null; transfer: Transfer };

/** What a gateway answers when it is asked about a session. */
export type GatewayAnswer =
  | { state: 'paid'; evidence: PaymentEvidence }
  | { state: 'failed' }
  | { state: 'pending' };

/** One payment method; what it sends to us comes in by its routes. */
export interface Gateway {
  method: PaymentMethod;
  /** The smallest and the largest amount it takes. */
  min: Dong;
  max: Dong;
  /** How long a session of it is open, in milliseconds. */
  sessionLife: number;
  /** Whether a payer who comes back to an open session goes on with it, or gets a new one. */
  reusesSessions: boolean;
  instructions(
    session: Session,
    payer: { clientIp: string; returnUrl: string },
  ): PaymentInstructions;
  /**
   * Asks the gateway about a session, for when its message was lost.
   *
   * @throws DomainError GATEWAY_UNAVAILABLE when it does not answer, or not verifiably
   */
  ask?(session: Session, now: number): Promise<GatewayAnswer>;
}
