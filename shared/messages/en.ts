import { basic } from './en-basic.ts';
import { errors } from './en-errors.ts';
import { order } from './en-order.ts';
import { payment } from './en-payment.ts';
import type { Messages } from './index.ts';

/** The same texts in English; the type leaves no key out. */
export const en: Messages = { ...basic, ...errors, ...payment, ...order };
