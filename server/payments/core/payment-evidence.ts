import type { Dong } from '../../../shared/money.ts';
import type { GatewayName } from '../../database/tables.ts';
import type { ToldMoment } from './received-moment.ts';

/** Money that a gateway has verifiably reported. */
export interface PaymentEvidence {
  gateway: GatewayName;
  /** The gateway's own id of the money; one is recorded once. */
  transactionId: string;
  /** What may name the session that it is for. */
  references: readonly string[];
  amount: Dong;
  memo: string;
  /** The number on the payer's bank statement, where the message gives one beside the gateway's own. */
  bankReference: string | null;
  /** The accounts that it came to, virtual ones too, where the message names them. */
  accounts?: readonly string[];
  /** The message as it came. */
  raw: string;
  /** When the money came, as the message says; {@link receivedMoment} decides whether it is taken. */
  toldAt: ToldMoment | null;
  suspectedFraud: boolean;
}
