import { bell } from './vi/bell.ts';
import { choosing } from './vi/choosing.ts';
import { faults } from './vi/faults.ts';
import { orders } from './vi/orders.ts';
import { payment } from './vi/payment.ts';
import { placing } from './vi/placing.ts';
import { unpaid } from './vi/unpaid.ts';

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
