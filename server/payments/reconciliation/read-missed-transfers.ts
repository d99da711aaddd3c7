import { isDong } from '../../../shared/money.ts';
import type { Context } from '../../context/context.ts';
import type { GatewayName } from '../../database/tables.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { listCassoTransfers } from '../gateways/bank/casso.ts';
import { listSepayTransfers } from '../gateways/bank/sepay.ts';
import { keepGatewayMessage } from '../settlement/gateway-messages.ts';
import { settlePayment } from '../settlement/settle-payment.ts';

/** Pages of one round; the next round continues from there. */
const MOST_PAGES = 20;

interface TransferList {
  name: GatewayName;
  read(
    cursor: string,
    now: number,
  ): Promise<{ evidence: PaymentEvidence[]; cursor: string; more: boolean }>;
}

/**
 * Polls the bank reporter's transfer list from the saved cursor, and settles transfers whose webhook was lost. A known
 * transfer changes nothing.
 *
 * @returns how many were new
 */
export async function readMissedTransfers(context: Context): Promise<number> {
  const reads = transferLists(context).map((list) => readList(context, list));
  // A reporter that does not answer delays no other.
  await Promise.allSettled(reads);
  const counts = await Promise.all(reads);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function readList(context: Context, list: TransferList): Promise<number> {
  let cursor = await readCursor(context, list.name);
  let found = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const read = await list.read(cursor, context.now());
    for (const evidence of read.evidence) {
      if (!isDong(evidence.amount)) {
        // An unusable amount goes to a person, as with a webhook.
        const { gateway, raw } = evidence;
        await keepGatewayMessage(context, { gateway, raw, outcome: 'unreadable' });
      } else {
        const outcome = await settlePayment(context, evidence);
        if (outcome !== 'repeated' && outcome !== 'joined') found++;
      }
    }
    cursor = read.cursor;
    // Saved after its transfers are settled: a crash in between makes them be read again, which does no harm.
    await keepCursor(context, list.name, cursor);
    if (!read.more) break;
  }
  if (found > 0) context.log('transfers.missed', { from: list.name, found });
  return found;
}

/** Every configured reporter with a list: a transfer that two of them list is recorded once. */
function transferLists(context: Context): TransferList[] {
  const { bankTransfer } = context.config;
  if (bankTransfer === null) return [];
  const { sepay, casso } = bankTransfer;
  const lists: TransferList[] = [];
  const sepayApi = sepay?.api;
  if (sepayApi) {
    lists.push({
      name: 'sepay',
      read: (cursor, now) => listSepayTransfers(sepayApi, bankTransfer, cursor, now),
    });
  }
  const cassoApi = casso?.api;
  if (cassoApi) {
    lists.push({
      name: 'casso',
      read: (cursor, now) => listCassoTransfers(cassoApi, bankTransfer, cursor, now),
    });
  }
  return lists;
}

async function readCursor(context: Context, gateway: GatewayName): Promise<string> {
  const row = await context.db
    .selectFrom('gateway_cursors')
    .select('cursor')
    .where('gateway', '=', gateway)
    .executeTakeFirst();
  return row?.cursor ?? '';
}

async function keepCursor(context: Context, gateway: GatewayName, cursor: string): Promise<void> {
  const values = { cursor, updated_at: context.now() };
  await context.db
    .insertInto('gateway_cursors')
    .values({ gateway, ...values })
    .onConflict((conflict) => conflict.column('gateway').doUpdateSet(values))
    .execute();
}
