import type { Firm } from '../../foundation/firm.ts';

/** A payer: an accountant, or the holder of a payment link. */
export interface Payer extends Firm {
  /** The accountant's id, or `link:<id>`: for the audit log. */
  name: string;
  linkId: string | null;
  /** Whether a person looks at the answer now, or it goes into a mail. */
  isPerson: boolean;
  clientIp: string;
}
