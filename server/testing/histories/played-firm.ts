import type { Hono } from 'hono';
import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { Actor, Context } from '../../context/context.ts';
import type { Payer } from '../../payments/core/payer.ts';
import { NOW, PORTAL_ID, type TestServer } from '../test-server.ts';
import type { DatabaseRows } from './database-rows.ts';
import type { GatewayLedger } from './gateway-ledger.ts';
import { EXPIRY, MARKET, PLANS } from './market.ts';
import { newWorld, type World } from './money-model/world.ts';

/** An attempt to pay. */
interface Started {
  id: string;
  orderId: string;
  method: PaymentMethod;
  reference: string;
  amount: number;
  expiresAt: number;
  /** In which its amount is asked for, where one transfer can't take it. */
  parts: { reference: string; amount: number }[];
}

/** A firm whose history is being played, on a server where other firms' histories are over; and what its steps remember. */
export class PlayedFirm {
  readonly server: TestServer;
  readonly context: Context;
  readonly app: Hono;
  readonly ledger: GatewayLedger;
  readonly actor: Actor;
  readonly payer: Payer;
  /** A discount code with a single use. */
  readonly code: string;
  /** The licences, each at its number. */
  licenses: { id: string; customerId: string; planId: string }[] = [];
  readonly orders: { id: string; lines: number[] }[] = [];
  readonly lineIds: string[] = [];
  readonly attempts: Started[] = [];
  /** Movements by attempt and slot. */
  readonly transactions = new Map<string, number>();
  /** To be refunded through a gateway. */
  readonly refundAttempts: Promise<boolean>[] = [];
  /** Refunds by bank transfer, by transaction. */
  readonly transferredBack = new Map<number, number>();
  /** Movements that another reporter has reported, by reference and amount. */
  readonly echoed = new Map<string, number>();
  readonly echoes: Promise<void>[] = [];
  /** Payments to which a person has joined a report: its own second report would be too much. */
  readonly joinedInto = new Set<string>();
  /** The possible duplicates when the round began. */
  doubted: DatabaseRows['payments'] = [];
  /** The possible worlds of the model that explain all so far. */
  worlds: World[];
  now = NOW;
  lastPaymentBefore = '';
  static #lastTransaction = 261_124_000_000_000;

  constructor(server: TestServer, app: Hono, ledger: GatewayLedger, number: number) {
    this.server = server;
    this.context = server.context;
    this.app = app;
    this.ledger = ledger;
    this.actor = {
      portalId: PORTAL_ID,
      portalName: 'Cổng kế toán',
      firmId: `firm-${number}`,
      firmName: 'Dịch vụ kế toán Minh Phát',
      accountantId: 'accountant-1',
      name: 'Nguyễn Thị Kế Toán',
      email: 'ketoan@minhphat.example',
      phone: '',
      until: Number.POSITIVE_INFINITY,
    };
    this.payer = { ...this.actor, linkId: null, clientIp: '127.0.0.1', isPerson: true };
    this.code = `MOT-${number}`;
    const expiries = PLANS.map(() => EXPIRY);
    this.worlds = [newWorld(NOW, calendarDateAt(NOW), expiries, 1, MARKET)];
  }

  /** Numbers rise over all histories, as a bank's do: its list is read from one on. */
  newTransaction(): number {
    return ++PlayedFirm.#lastTransaction;
  }
}

/** Whether a memo's references have one of the attempt's own. */
export function isNamed(
  { reference, parts }: Pick<Started, 'reference' | 'parts'>,
  references: readonly string[],
): boolean {
  return [reference, ...parts.map((part) => part.reference)].some((own) =>
    references.includes(own),
  );
}

/** Any number names one of the items; undefined where there is none. */
export function nth<T>(items: readonly T[], at: number): T | undefined {
  return items[at % items.length];
}
