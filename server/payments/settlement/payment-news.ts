import type { Tables } from '../../database/tables.ts';
import type { AppliedMoney } from './apply-held-money.ts';

/** What a payment did to an order, for those who are told of it. */
export interface PaymentNews extends AppliedMoney {
  order: Tables['orders'];
  /** Nothing was applied: it is short, or suspected of fraud. */
  held: boolean;
}
