import { type Draft, type DraftRow, emptyRow, filledRows } from '../draft/draft.ts';
import { toSavedRow } from './saved-draft.ts';

/** Number of rows that differ. */
export interface RowDifference {
  added: number;
  removed: number;
  changed: number;
}

/**
 * Merges two drafts with a common origin, row by row and within a row field by field. Where both have changed the same
 * field, `mine` counts. A row removed by one and changed by the other stays.
 *
 * @param base the common origin; null: unknown, and rows of one licence count as the same row
 */
export function mergeDrafts(base: Draft | null, mine: Draft, theirs: Draft): Draft {
  const [former, own, other] = [base, mine, theirs].map(byIdentityIn(base));
  const rows: DraftRow[] = [];
  const merge = (identity: string) => {
    const [was, here, there] = [former?.get(identity), own?.get(identity), other?.get(identity)];
    const left = (here ?? there) as DraftRow;
    if (here && there) rows.push(mergeRows(was, here, there));
    else if (!was || !isSame(left, was)) rows.push(left);
  };
  for (const identity of new Set([...(other?.keys() ?? []), ...(own?.keys() ?? [])])) {
    merge(identity);
  }
  const head = mergeHeads(base, mine, theirs);
  return { ...mine, ...head, requestId: theirs.requestId, rows: rekeyed(rows) };
}

/** The changes of a draft since a former state, row by row. */
export function rowDifference(before: Draft, after: Draft): RowDifference {
  const [former, present] = [before, after].map(byIdentityIn(before)) as [Rows, Rows];
  const kept = [...present].filter(([identity]) => former.has(identity));
  return {
    added: present.size - kept.length,
    removed: former.size - kept.length,
    changed: kept.filter(([identity, row]) => !isSame(row, former.get(identity) as DraftRow))
      .length,
  };
}

type Rows = Map<string, DraftRow>;

/**
 * Maps a draft's rows by their identity in the other draft: by the key, if the common origin has it; otherwise by their
 * customer or licence, as each side has given keys of its own.
 */
function byIdentityIn(base: Draft | null): (draft: Draft | null) => Rows {
  const keys = new Map(base && filledRows(base).map((row) => [row.key, row]));
  return (draft) => {
    const rows: Rows = new Map();
    for (const row of draft ? filledRows(draft) : []) {
      const was = keys.get(row.key);
      // A key may have been given again, to another customer's row.
      const isFormer = was && (was.customer === null || renewedBy(was) === renewedBy(row));
      let identity = isFormer ? `key ${row.key}` : renewedBy(row);
      // Two rows with the same text stay two rows.
      while (rows.has(identity)) identity += '+';
      rows.set(identity, row);
    }
    return rows;
  };
}

function renewedBy({ licenseId, customer, text }: DraftRow): string {
  return licenseId || customer?.id || text;
}

/** Fields that are one choice together. */
const FIELDS = [
  ['customer', 'licenseId', 'text'],
  ['planId'],
  ['quantity'],
  ['firstFiscalYear'],
  ['years'],
  ['until'],
  ['invoiceParty'],
  ['payer'],
  ['recipientEmail'],
] as const satisfies readonly (readonly (keyof DraftRow)[])[];

function mergeRows(was: DraftRow | undefined, here: DraftRow, there: DraftRow): DraftRow {
  const taken = FIELDS.filter((fields) => was && textIn(here, fields) === textIn(was, fields));
  const theirs = taken.flat().map((field) => [field, there[field]]);
  return { ...here, ...Object.fromEntries(theirs) };
}

function textIn(row: DraftRow, fields: readonly (keyof DraftRow)[]): string {
  return JSON.stringify(
    fields.map((field) => (field === 'customer' ? row.customer?.id : row[field])),
  );
}

function isSame(a: DraftRow, b: DraftRow): boolean {
  if (a === b) return true;
  const [first, second] = [a, b].map((row) => JSON.stringify({ ...toSavedRow(row), key: 0 }));
  return first === second;
}

const HEAD = ['invoiceTo', 'party', 'notify', 'recipient', 'payer', 'discountCode'] as const;

/** Mine, unless only theirs has changed. */
function mergeHeads(base: Draft | null, mine: Draft, theirs: Draft): Partial<Draft> {
  if (!base) return {};
  const taken = HEAD.filter((name) => JSON.stringify(mine[name]) === JSON.stringify(base[name]));
  return Object.fromEntries(taken.map((name) => [name, theirs[name]]));
}

/** Rows with distinct keys: the later of two with one key gets a new one. */
function rekeyed(rows: readonly DraftRow[]): DraftRow[] {
  if (rows.length === 0) return [emptyRow([])];
  const keys = new Set<number>();
  let { key: next } = emptyRow(rows);
  return rows.map((row) => {
    const key = keys.has(row.key) ? next++ : row.key;
    keys.add(key);
    return key === row.key ? row : { ...row, key };
  });
}
