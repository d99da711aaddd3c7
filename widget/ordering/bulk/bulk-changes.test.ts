import { expect } from '@open-wc/testing';
import type { SignIn } from '../../api/sign-in.ts';
import { loadEveryText } from '../../messages/index.ts';
import {
  ANNIVERSARY,
  BY_USER,
  customersOf,
  userLicenseOf,
  WHO_AM_I,
  YEARLY,
} from '../../testing/firm.ts';
import { pastedRows } from '../../ui/spreadsheet/cells.ts';
import { type Draft, type DraftRow, emptyDraft, emptyRow } from '../draft/draft.ts';
import { withLicense } from '../draft/row-license.ts';
import { quotedCells } from '../paste/pasted-table.ts';
import { choicesOf, withValue } from './bulk-choices.ts';
import { CELL_COLUMNS, cellText, withPasted } from './cells.ts';
import { columnMenu, rowsWith, sorted } from './column-actions.ts';

let signIn: SignIn;
let draft: Draft;

const customers = customersOf(4);
const facts = { effectOf: () => null, quotedOf: () => undefined };

before(async () => {
  signIn = {
    ...(await loadEveryText('vi')),
    locale: 'vi',
    plans: [YEARLY, ANNIVERSARY, BY_USER],
    whoAmI: WHO_AM_I,
  } as unknown as SignIn;
});

beforeEach(() => {
  const rows = customers.map((customer, index) => ({
    ...withLicense(emptyRow([]), customer, customer.licenses[0]),
    key: index + 1,
  }));
  draft = { ...emptyDraft('id'), rows };
});

const row = (at: number) => draft.rows[at] as DraftRow;
const all = new Set([1, 2, 3, 4]);
const valuesOf = (rows: readonly DraftRow[] | undefined, name: keyof DraftRow) =>
  rows?.map((each) => each[name]);

describe('a value for many rows', () => {
  it('the years to choose are those that any row can have, with how many can and how many have it', () => {
    const choices = choicesOf(signIn, draft, draft.rows, 'firstFiscalYear');
    const years = choices.map(({ value }) => Number(value));
    expect(years).to.deep.equal([...years].sort());
    const present = choices.find(({ value }) => value === '2026');
    expect(present).to.include({ fits: 3, has: 3 });
  });

  it('a value goes to the chosen rows that can have it, and no others', () => {
    const license = userLicenseOf('2026-12-31', 'user-license', 3);
    const customer = { ...(customers[3] as (typeof customers)[number]), licenses: [license] };
    draft = {
      ...draft,
      rows: [...draft.rows.slice(0, 3), { ...withLicense(row(3), customer, license), key: 4 }],
    };
    const changed = withValue(signIn, new Set([1, 4]), 'planId', ANNIVERSARY.id)(draft);
    expect(valuesOf(changed.rows, 'planId')).to.deep.equal([
      ANNIVERSARY.id,
      YEARLY.id,
      YEARLY.id,
      BY_USER.id,
    ]);
  });

  it('a row that has the value already stays the same object, and all rows where nothing changes', () => {
    const changed = withValue(
      signIn,
      all,
      'years',
      '1',
    )({
      ...draft,
      rows: [...draft.rows.slice(0, 3), { ...row(3), years: 2 }],
    });
    expect(changed.rows?.[0]).to.equal(draft.rows[0]);
    expect(withValue(signIn, all, 'years', '1')(draft)).to.deep.equal({});
  });

  it('a number of years takes the place of an end date', () => {
    draft = { ...draft, rows: draft.rows.map((each) => ({ ...each, until: '2028-06-30' })) };
    const changed = withValue(signIn, all, 'years', '1')(draft);
    expect(valuesOf(changed.rows, 'until')).to.deep.equal([null, null, null, null]);
  });

  it('rows of the order’s payer go on following the order', () => {
    const owner = withValue(signIn, new Set([1, 2]), 'payer', 'owner')(draft);
    expect(valuesOf(owner.rows, 'payer')).to.deep.equal(['owner', 'owner', null, null]);
    const back = withValue(signIn, all, 'payer', 'firm')({ ...draft, ...owner });
    expect(valuesOf(back.rows, 'payer')).to.deep.equal([null, null, null, null]);
  });

  it('a row without a customer takes no value', () => {
    draft = { ...draft, rows: [...draft.rows, { ...emptyRow(draft.rows), key: 9 }] };
    for (const [field, value] of [
      ['planId', ANNIVERSARY.id],
      ['years', '3'],
      ['payer', 'owner'],
    ] as const) {
      const changed = withValue(signIn, new Set([9]), field, value)(draft);
      expect(changed, field).to.deep.equal({});
    }
  });
});

describe('cells as text', () => {
  it('a copied range, pasted back, changes nothing', () => {
    const columns = ['plan', 'year', 'years', 'payer'] as const;
    const text = pastedRows(
      draft.rows.map((each) =>
        columns.map((column) => cellText(signIn, draft, each, column, facts)),
      ),
    );
    const cells = quotedCells(text).map((line) => line.cells);
    const { change, unread } = withPasted(signIn, draft, { rows: draft.rows, columns, cells });
    expect(unread).to.equal(0);
    expect(change(draft)).to.deep.equal({});
  });

  it('pasted cells go down and to the right; columns that can’t be changed are passed over', () => {
    const cells = [
      ['x', 'y', 'goi theo nam', '2027', '2', 'CHỦ DOANH NGHIỆP'],
      ['', '', 'STANDARD', '', '3', ''],
    ];
    const pasted = withPasted(signIn, draft, {
      rows: draft.rows.slice(1),
      columns: CELL_COLUMNS,
      cells,
    });
    const { rows } = pasted.change(draft);
    expect(valuesOf(rows, 'planId')).to.deep.equal([
      YEARLY.id,
      ANNIVERSARY.id,
      YEARLY.id,
      YEARLY.id,
    ]);
    expect(valuesOf(rows, 'years')).to.deep.equal([1, 2, 3, 1]);
    expect(valuesOf(rows, 'payer')).to.deep.equal([null, 'owner', null, null]);
    // By anniversary there is no fiscal year to choose.
    expect(pasted).to.include({ unread: 1, beyond: 0 });
  });

  it('cells that say nothing known are counted and change nothing; so are lines beyond the last row', () => {
    const cells = [['9'], ['hai'], ['2'], ['2']];
    const pasted = withPasted(signIn, draft, {
      rows: draft.rows.slice(2),
      columns: ['years'],
      cells,
    });
    expect(pasted).to.include({ unread: 2, beyond: 2 });
    expect(pasted.change(draft)).to.deep.equal({});
  });
});

describe('a column’s menu', () => {
  it('sorting moves the rows, blank ones last, and back by the other direction', () => {
    draft = { ...draft, rows: [emptyRow(draft.rows), ...draft.rows] };
    const up = sorted(signIn, 'name', 'ascending', facts)(draft).rows;
    expect(valuesOf(up, 'key')).to.deep.equal([2, 3, 4, 1, 5]);
    const down = sorted(signIn, 'name', 'descending', facts)(draft).rows;
    expect(valuesOf(down, 'key')).to.deep.equal([1, 4, 3, 2, 5]);
    const again = sorted(signIn, 'name', 'ascending', facts)({ ...draft, rows: up ?? [] });
    expect(again, 'sorted already').to.deep.equal({});
  });

  it('names sort by the Vietnamese alphabet in both languages, and by their tones where only these differ', () => {
    const names = ['An Phú', 'Án Phú', 'Ăn Phú', 'Ân Phú', 'Dũng', 'Đại Phát', 'Hà 9', 'Hà 10'];
    const mixed = [5, 1, 7, 3, 0, 6, 4, 2].map((at, index) => ({
      ...row(0),
      key: index + 1,
      customer: { ...(customers[0] as (typeof customers)[number]), name: names[at] as string },
    }));
    for (const locale of ['vi', 'en'] as const) {
      const change = sorted({ ...signIn, locale }, 'name', 'ascending', facts);
      const { rows = [] } = change({ ...draft, rows: mixed });
      expect(rows.map(({ customer }) => customer?.name)).to.deep.equal(names);
    }
  });

  it('dates sort by the day, and numbers by their value', () => {
    const dated = sorted(signIn, 'expiry', 'ascending', facts)(draft).rows;
    expect(valuesOf(dated, 'key')).to.deep.equal([2, 1, 3, 4]);
    const quotedOf = ({ key }: DraftRow) => ({ total: key === 3 ? 900_000 : 1_200_000 }) as never;
    const byAmount = sorted(signIn, 'number', 'ascending', { ...facts, quotedOf })(draft).rows;
    expect(valuesOf(byAmount, 'key')).to.deep.equal([3, 1, 2, 4]);
  });

  it('a menu offers values for all, sorting, and the present values to see alone', () => {
    const [values, sorting, only] = columnMenu(signIn, draft, draft.rows, draft.rows, 'year');
    expect(values?.heading).to.equal('Áp dụng cho tất cả 4 dòng');
    expect(values?.items.map(({ id }) => id)).to.include('set:2027');
    expect(sorting?.items).to.have.length(2);
    expect(only?.items.map(({ id }) => id)).to.deep.equal(['only:2026', 'only:2027']);
    expect([...rowsWith(signIn, draft, 'year', '2027')]).to.deep.equal([1]);
    const [, expired] = columnMenu(signIn, draft, draft.rows, draft.rows, 'expiry');
    expect(expired?.items).to.have.length(1);
    expect([...rowsWith(signIn, draft, 'expiry', 'expired')]).to.deep.equal([2]);
  });
});
