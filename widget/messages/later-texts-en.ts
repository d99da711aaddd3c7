import { bell } from './en/bell.ts';
import { choosing } from './en/choosing.ts';
import { faults } from './en/faults.ts';
import { orders } from './en/orders.ts';
import { payment } from './en/payment.ts';
import { placing } from './en/placing.ts';
import { unpaid } from './en/unpaid.ts';

/** All other catalogues, in one file. */
export const texts = {
  ...placing,
  ...orders,
  ...payment,
  ...bell,
  ...faults,
  ...unpaid,
  ...choosing,
};
