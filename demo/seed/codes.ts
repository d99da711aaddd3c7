import { addDays, type CalendarDate } from '../../shared/calendar-date.ts';
import type { CodeDeclaration } from '../../shared/schemas/discount-code.ts';
import { AN_TAM } from '../accountants.ts';

/** A code for everybody, one firm's referral code, and codes that are soon used up, over, or not yet valid. */
export function makeCodes(today: CalendarDate): CodeDeclaration[] {
  const open: CodeDeclaration = {
    code: 'GIAHAN10',
    firmId: null,
    kind: 'percent',
    value: 1_000,
    scope: 'order',
    referral: false,
    validFrom: null,
    validUntil: null,
    maxUses: null,
    active: true,
  };
  return [
    open,
    { ...open, code: 'ANTAM', firmId: AN_TAM.id, value: 500, referral: true },
    // The first order with it uses it up.
    { ...open, code: 'MOTLAN', kind: 'amount', value: 200_000, scope: 'line', maxUses: 1 },
    { ...open, code: 'HETHAN', validUntil: addDays(today, -1) },
    { ...open, code: 'SAPTOI', validFrom: addDays(today, 30) },
  ];
}
