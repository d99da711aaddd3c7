import type { Market, ModelLine } from './world.ts';

/** Possible events; `done` is whether the product reported success. */
export type MoneyEvent =
  | {
      kind: 'money';
      attempt: number | null;
      transaction: string;
      amount: number;
      suspected: boolean;
      at: number;
    }
  | {
      kind: 'placed';
      order: number;
      lines: ModelLine[];
      at: number;
      due: string;
      usesCode: boolean;
    }
  | { kind: 'cancel'; order: number; lines: number[] | null; done: boolean }
  | { kind: 'market'; change: Partial<Market> }
  | { kind: 'committed'; order: number; payBy: string }
  | { kind: 'postponed'; order: number; due: string }
  /** The clock has reached an order's commitments or its due date. */
  | { kind: 'promises_looked_at'; order: number }
  | { kind: 'due_date_looked_at'; order: number }
  | {
      kind: 'assigned';
      transaction: string;
      order: number;
      attempt: number;
      lines: number[];
      /** The lines of references in the memo, of whatever order and state. */
      referred: number[];
    }
  | { kind: 'approved'; transaction: string }
  | { kind: 'given_back'; transaction: string }
  /** A possible duplicate is another's second report, or money of its own. */
  | { kind: 'joined'; transaction: string }
  | { kind: 'separated'; transaction: string; attempt: number | null }
  | { kind: 'set_aside' | 'taken_back'; transaction: string }
  | { kind: 'refunded'; amount: number };
