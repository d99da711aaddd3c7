import { basic } from './vi-basic.ts';
import { errors } from './vi-errors.ts';
import { order } from './vi-order.ts';
import { payment } from './vi-payment.ts';

/** Texts common to server pages, mails and the widget, in Vietnamese; `{name}` is filled in. */
export const vi = { ...basic, ...errors, ...payment, ...order } as const;
