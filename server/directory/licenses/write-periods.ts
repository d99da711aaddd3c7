import { addDays } from '../../../shared/calendar-date.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { prepared } from '../../database/prepared.ts';
import type { PeriodEndReason, Tables } from '../../database/tables.ts';
import { updateRows } from '../../database/update-rows.ts';
import { chainsOf } from './period-chains.ts';

type Period = Tables['license_periods'];

export type NewPeriod = Pick<
  Period,
  'license_id' | 'first_day' | 'last_day' | 'plan_id' | 'quantity' | 'source' | 'order_line_id'
>;

/** A period to be ended. */
export interface EndedPeriod extends Pick<Period, 'id' | 'license_id'> {
  reason: PeriodEndReason;
}

const readLiving = prepared((tx, { ids }: { ids: readonly string[] }) =>
  tx
    .selectFrom('license_periods')
    .selectAll()
    .where('ended_at', 'is', null)
    .where(inList('license_id', ids))
    .orderBy('first_day'),
);

/** The periods of these licences that have not ended, including commitments'. */
export async function readLivingPeriods(
  tx: Tx,
  licenseIds: readonly string[],
): Promise<Map<string, Period[]>> {
  const rows = await readLiving(tx, { ids: [...new Set(licenseIds)] });
  return Map.groupBy(rows, (row) => row.license_id);
}

const readFirms = prepared((tx, { ids }: { ids: readonly string[] }) =>
  tx.selectFrom('licenses').select(['id', 'portal_id', 'firm_id']).where(inList('id', ids)),
);

/**
 * Ends periods and adds others, and updates the chains of their licences: no other code writes periods. A commitment's
 * period gives way to added ones, except for its days beyond them.
 */
export async function writePeriods(
  tx: Tx,
  now: number,
  { end = [], add = [] }: { end?: readonly EndedPeriod[]; add?: readonly NewPeriod[] },
): Promise<void> {
  if (end.length + add.length === 0) return;
  const living = await readLivingPeriods(
    tx,
    [...end, ...add].map((period) => period.license_id),
  );
  const added = Map.groupBy(add, (period) => period.license_id);
  const firms = await readFirms(tx, { ids: [...added.keys()] });
  const firmOf = new Map(firms.map(({ id, ...firm }) => [id, firm]));
  const ends = new Map(end.map(({ id, reason }) => [id, reason]));
  const rows: Period[] = [];
  const chained: Period[] = [];
  for (const licenseId of new Set([...end, ...add].map((period) => period.license_id))) {
    const old = (living.get(licenseId) ?? []).filter(({ id }) => !ends.has(id));
    const fresh = (added.get(licenseId) ?? []).map((period) => rowOf(period, now, firmOf));
    for (const promised of old.filter(isCommitted)) {
      const over = fresh.filter((period) => haveDaysInCommon(period, promised));
      const lastDay = over
        .map((period) => period.last_day)
        .toSorted()
        .at(-1);
      if (lastDay === undefined) continue;
      ends.set(promised.id, 'replaced');
      if (over.some(isCommitted) || lastDay >= promised.last_day) continue;
      fresh.push(rowOf({ ...promised, first_day: addDays(lastDay, 1) }, now, firmOf));
    }
    const lasting = [...old, ...fresh].filter((period) => !isCommitted(period));
    for (const [period, chain] of chainsOf(lasting)) {
      if (period.chain_last_day !== chain && old.includes(period)) chained.push(period);
      period.chain_last_day = chain;
    }
    rows.push(...fresh);
  }
  await endAll(tx, now, [...ends]);
  await insertRows(tx, 'license_periods', rows);
  await updateRows(
    tx,
    'license_periods',
    chained.map(({ id, chain_last_day }) => ({ id, chain_last_day })),
  );
}

type Firm = Pick<Tables['licenses'], 'portal_id' | 'firm_id'>;

function rowOf(period: NewPeriod, now: number, firms: ReadonlyMap<string, Firm>): Period {
  const firm = isCommitted(period) ? undefined : firms.get(period.license_id);
  return {
    id: newId(),
    license_id: period.license_id,
    first_day: period.first_day,
    last_day: period.last_day,
    plan_id: period.plan_id,
    quantity: period.quantity,
    chain_last_day: period.last_day,
    source: period.source,
    order_line_id: period.order_line_id,
    created_at: now,
    ended_at: null,
    end_reason: null,
    portal_id: firm?.portal_id ?? null,
    firm_id: firm?.firm_id ?? null,
  };
}

export function isCommitted({ source }: Pick<Period, 'source'>): boolean {
  return source === 'commitment';
}

function haveDaysInCommon(a: NewPeriod, b: NewPeriod): boolean {
  return a.first_day <= b.last_day && b.first_day <= a.last_day;
}

async function endAll(
  tx: Tx,
  now: number,
  ends: readonly [id: string, reason: PeriodEndReason][],
): Promise<void> {
  for (const [reason, those] of Map.groupBy(ends, ([, why]) => why)) {
    await tx
      .updateTable('license_periods')
      .set({ ended_at: now, end_reason: reason })
      .where('ended_at', 'is', null)
      .where(
        inList(
          'id',
          those.map(([id]) => id),
        ),
      )
      .execute();
  }
}
