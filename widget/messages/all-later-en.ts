import { payment } from '../../shared/messages/en-payment.ts';
import { later } from './en-later.ts';

export const texts = { ...payment, ...later };
