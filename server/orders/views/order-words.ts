import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { MAX_DONG } from '../../../shared/money.ts';
import type { Tables } from '../../database/tables.ts';

/** The terms of a search of orders. */
export interface OrderSearch {
  words: readonly string[];
  /** The search as it was typed. */
  text: string;
  /** Names of orderers that contain all words. */
  people: readonly string[];
}

export type OfOrders = ExpressionBuilder<Tables, 'orders'>;
export type Conditions = Expression<SqlBool>[];

/** A text that may be the memo of a transfer, which need not have a digit, or the number of a transaction. */
export const REFERENCE = /^(?=.*\d|gh\w{7}$)[\w.-]{6,100}$/i;

/** Smaller numbers are parts of codes, and so are numbers with more digits, or with a leading zero. */
const AMOUNT = /^[1-9]\d{3,14}$/;

/** An order's total, what is due of it, or what one of its lines costs. */
export function ofAmount(where: OfOrders, [word = '', ...others]: readonly string[]): Conditions {
  if (others.length > 0 || !AMOUNT.test(word)) return [];
  const amount = Number(word);
  const ofLines = where.exists(
    where
      .selectFrom('order_lines')
      .select('order_lines.id')
      .whereRef('order_lines.order_id', '=', 'orders.id')
      .where('order_lines.total', '=', amount),
  );
  return [
    where('orders.total', '=', amount),
    where.exists(
      where
        .selectFrom('open_orders as open')
        .select('open.due')
        .whereRef('open.order_id', '=', 'orders.id')
        .where('open.due', '=', amount),
    ),
    // The highest price of a line: a larger number is a tax code or an order's total.
    ...(amount <= MAX_DONG ? [ofLines] : []),
  ];
}
