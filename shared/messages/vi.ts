import { basic } from './vi-basic.ts';
import { payment } from './vi-payment.ts';

/** Texts common to server pages, mails and the widget, in Vietnamese; `{name}` is filled in. */
export const vi = { ...basic, ...payment } as const;
