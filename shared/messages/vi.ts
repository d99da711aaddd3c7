import { basic } from './vi-basic.ts';
import { payment } from './vi-payment.ts';

/** What server pages, mails and the widget say alike, in Vietnamese; `{name}` is filled in. */
export const vi = { ...basic, ...payment } as const;
