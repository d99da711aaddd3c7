import type { Dong } from '../../../shared/money.ts';
import type { GatewayName } from '../../database/tables.ts';
import type { ToldMoment } from './received-moment.ts';

/** A verified report of money by a gateway. */
export interface PaymentEvidence {
  gateway: GatewayName;
  /** The gateway's own id of the money, which is recorded once. */
  transactionId: string;
  /** Texts that may name the attempt. */
  references: readonly string[];
  amount: Dong;
  memo: string;
  /** The number on the payer's bank statement, if the message has one besides the gateway's own. */
  bankReference: string | null;
  /** The accounts it was paid into, virtual ones too, if the message names them; only letters and digits. */
  accounts?: readonly string[];
  /** The raw message. */
  raw: string;
  /** Time at which the money came, according to the message; {@link receivedMoment} decides whether to accept it. */
  toldAt: ToldMoment | null;
  suspectedFraud: boolean;
}
