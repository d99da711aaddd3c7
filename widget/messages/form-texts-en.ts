import { common } from './en/common.ts';
import { order } from './en/order.ts';

/** The catalogues with which the order form opens, in one file. */
export const texts = { ...common, ...order };
