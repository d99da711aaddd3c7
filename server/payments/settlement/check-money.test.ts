import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from 'kysely';
import { statementsOf } from '../../testing/database/statements.ts';
import { dropTrigger } from '../../testing/database/triggers.ts';
import { SQLITE_ALONE } from '../../testing/test-database.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { checkMoney } from './check-money.ts';

let server: TestServer;

before(async () => {
  const codes = taxCodes(4);
  const firm = await openFirm(codes);
  server = firm.server;
  const { client } = firm;
  const paid = await client.orders.place.mutate(await orderOf(client, codes.slice(0, 1)));
  await reportTransfer(server, await startTransfer(client, paid.id));
  const short = await client.orders.place.mutate(await orderOf(client, codes.slice(1, 3)));
  const { memo } = await startTransfer(client, short.id);
  await reportTransfer(server, { amount: 1_000, memo });
});
after(() => server.stop());

const FAULTS = {
  payment_does_not_add_up: `update payments set unapplied = unapplied - 1 where unapplied > 0`,
  paid_line_not_renewed: `delete from license_renewals`,
  paid_line_not_allocated: `update allocations set amount = amount - 1`,
  parts_do_not_add_up: `update payments set split_of = (select id from payments where unapplied = 0)
    where unapplied > 0`,
  reported_amount_differs: `insert into payment_reports (id, payment_id, gateway,
    gateway_transaction_id, amount, memo, names, accounts, raw, received_at, because, joined_at)
    select 'r', id, 'casso', 'c', amount, '', '', '', '', 0, 'attempt', 0 from payments limit 1;
    update payment_reports set amount = amount + 1`,
  reported_as_money_and_evidence: `drop trigger reports_are_no_payments;
    insert into payment_reports (id, payment_id, gateway, gateway_transaction_id, amount, memo,
      names, accounts, raw, received_at, because, joined_at)
    select 'r' || id, id, gateway, gateway_transaction_id, amount, '', '', '', '', 0, 'person', 0
    from payments`,
  allocated_outside_its_attempt: `update payments set payment_attempt_id = null where unapplied = 0`,
  unapplied_for_nothing: `update order_lines set state = 'cancelled' where state = 'awaiting_payment'`,
  renewal_without_its_period: `drop trigger license_periods_are_ended_once;
    update license_periods set last_day = '2027-12-30' where source = 'order_line'`,
  period_of_another_renewal: `drop trigger license_periods_are_ended_once;
    update license_periods set source = 'order_line', order_line_id = (select id from order_lines
      where state = 'awaiting_payment' limit 1) where id = (select min(id) from license_periods)`,
  periods_overlap: `drop trigger license_periods_are_ended_once;
    update license_periods set first_day = '2026-12-31' where source = 'order_line'`,
  chain_differs: `update license_periods set chain_last_day = '2028-12-31'`,
  license_without_period: `update license_periods set ended_at = 1, end_reason = 'corrected'`,
  extension_without_commitment: `insert into license_periods (id, license_id, first_day, last_day,
      plan_id, quantity, chain_last_day, source, order_line_id, created_at)
    select id, license_id, '2028-01-01', '2028-01-09', plan_id, 1, '2028-01-09', 'commitment', id, 0
    from order_lines`,
  fiscal_years_not_claimed: `delete from fiscal_year_claims`,
  order_state_differs: `update orders set state = 'partly_paid'`,
  commitment_of_closed_line: `insert into payment_commitments (order_line_id, order_id, license_id,
    first_fiscal_year, pay_by, old_expiry, temporary_expiry, state, created_at)
    select id, order_id, license_id, 2027, '2027-01-10', '2026-12-31', '2027-01-10', 'active', 0
    from order_lines where state = 'paid'`,
  code_uses_differ: `insert into discount_codes select 'c', id, null, 'C', 'amount', 1, 'order', 0,
    null, null, null, 1, 1 from portals`,
};

for (const [kind, damage] of Object.entries(FAULTS)) {
  it(`the money check finds: ${kind}`, async () => {
    const { db } = server.context;
    assert.deepEqual(await checkMoney(db), []);
    class TakenBack extends Error {}
    const transaction = db.transaction().execute(async (tx) => {
      for (const statement of damage.split(';')) {
        const [, trigger] = /^drop trigger (\w+)$/.exec(statement.trim()) ?? [];
        if (trigger) await dropTrigger(tx, trigger);
        else await sql.raw(statement).execute(tx);
      }
      const kinds = (await checkMoney(tx)).map((fault) => fault.kind);
      assert.ok(kinds.includes(kind as never), `${kind}: ${kinds}`);
      throw new TakenBack();
    });
    await assert.rejects(transaction, TakenBack);
  });
}

it(
  'the money check finds a renewal’s period by index, however many there are',
  SQLITE_ALONE,
  async () => {
    const [statement] = await statementsOf(() => checkMoney(server.context.db));
    const plan = statement?.plan ?? [];
    // Behind the step of the subquery itself.
    const lookUp = plan[plan.indexOf('SCAN license_renewals') + 2];
    assert.equal(
      lookUp,
      'SEARCH license_periods USING INDEX license_periods_living (license_id=? AND first_day<?)',
    );
  },
);
