import { common } from './vi/common.ts';
import { order } from './vi/order.ts';

/** The catalogues with which the order form opens, in one file. */
export const texts = { ...common, ...order };
