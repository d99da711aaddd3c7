import { payment } from '../../shared/messages/vi-payment.ts';
import { later } from './vi-later.ts';

export const texts = { ...payment, ...later };
