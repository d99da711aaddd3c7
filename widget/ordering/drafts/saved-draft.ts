import { LIMITS } from '../../../shared/limits.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type {
  DraftDetails,
  DraftHead,
  SaveDraftInput,
  SavedRow,
} from '../../../shared/schemas/draft.ts';
import {
  type Draft,
  type DraftRow,
  emptyDraft,
  emptyRow,
  filledRows,
  priceGuarantee,
  withQuotation,
} from '../draft/draft.ts';
import { licenseOf, withLicense } from '../draft/row-license.ts';

type Changes = Pick<SaveDraftInput, 'isWhole' | 'head' | 'rows' | 'removed' | 'order'>;

/**
 * The changes that take the server from one state of a draft to a later one. A row that no change has touched is the
 * same object in both, so that nothing is compared in depth.
 *
 * @param before null: the server's state is not known here, and it gets all rows
 */
export function changesSince(before: Draft | null, draft: Draft): Changes {
  const rows = filledRows(draft);
  const head = toHead(draft);
  if (before === null) return { isWhole: true, head, rows: rows.map(toSavedRow), removed: [] };
  const former = new Map(filledRows(before).map((row) => [row.key, row]));
  const present = new Set(rows.map(({ key }) => key));
  const left = [...former.keys()].filter((key) => present.has(key));
  const added = rows.filter(({ key }) => !former.has(key)).map(({ key }) => key);
  const unordered = [...left, ...added];
  return {
    isWhole: false,
    head,
    rows: rows.filter((row) => former.get(row.key) !== row).map(toSavedRow),
    removed: [...former.keys()].filter((key) => !present.has(key)),
    ...(rows.some(({ key }, index) => key !== unordered[index]) && {
      order: rows.map(({ key }) => key),
    }),
  };
}

/** Whether two states of a draft are the same for the server. */
export function isSameSaved(before: Draft, draft: Draft): boolean {
  if (before === draft) return true;
  const [rows, former] = [filledRows(draft), filledRows(before)];
  if (rows.length !== former.length) return false;
  if (rows.some((row, index) => row !== former[index])) return false;
  return JSON.stringify(toHead(before)) === JSON.stringify(toHead(draft));
}

/** The draft as it was typed, with its customers as they are now. */
export function toDraft(details: DraftDetails): Draft {
  const { head, quotation } = details;
  const customers = new Map(details.customers.map((customer) => [customer.id, customer]));
  const rows = details.rows.map((row) => toRow(row, customers.get(row.customerId ?? '')));
  const { party } = head;
  const draft: Draft = {
    ...emptyDraft(details.id),
    invoiceTo: head.invoiceTo,
    party: { ...party, budgetUnitCode: party.budgetUnitCode ?? '' },
    notify: head.notify,
    recipient: head.recipient,
    payer: head.payer,
    discountCode: head.discountCode,
    reorders: head.reorders,
    rows: rows.length > 0 ? rows : [emptyRow([])],
  };
  return quotation ? { ...draft, ...withQuotation(draft, quotation) } : draft;
}

function toRow(saved: SavedRow, customer: Customer | undefined): DraftRow {
  const { customerId: _, invoiceParty, ...typed } = saved;
  const row: DraftRow = {
    ...emptyRow([]),
    ...(typed as Partial<DraftRow> & Pick<DraftRow, 'key'>),
    customer: customer ?? null,
    text: customer ? '' : (saved.text ?? ''),
    invoiceParty: invoiceParty
      ? { ...invoiceParty, budgetUnitCode: invoiceParty.budgetUnitCode ?? '' }
      : null,
  };
  // No other licence takes its place: nobody has chosen that. The row shows that it has none.
  const isGone = customer && saved.licenseId && !licenseOf(row);
  return isGone ? withLicense(row, customer, undefined) : row;
}

function toHead(draft: Draft): DraftHead {
  const { invoiceTo, party, notify, recipient, payer, discountCode, reorders } = draft;
  const quotation = draft.quotation ? priceGuarantee(draft) : null;
  return {
    invoiceTo,
    party: short(party),
    notify,
    recipient: short(recipient),
    payer,
    discountCode: shortText(discountCode),
    quotationId: quotation?.id ?? null,
    reorders,
  };
}

/** A row in the server's form: only with fields that differ from an empty row. */
export function toSavedRow(row: DraftRow): SavedRow {
  const { customer, quantity, until, invoiceParty, payer } = row;
  const text = shortText(customer?.taxCode ?? row.text);
  return {
    key: row.key,
    ...(text && { text }),
    ...(customer && { customerId: customer.id }),
    ...(row.licenseId && { licenseId: row.licenseId }),
    ...(row.planId && { planId: row.planId }),
    // The typed text may be no number.
    ...(Number.isFinite(quantity) && { quantity: quantity as number }),
    ...(row.firstFiscalYear && { firstFiscalYear: row.firstFiscalYear }),
    ...(row.years !== 1 && { years: row.years }),
    ...(until && { until }),
    ...(invoiceParty && { invoiceParty: short(invoiceParty) }),
    ...(payer && { payer }),
    ...(row.recipientEmail && { recipientEmail: shortText(row.recipientEmail) }),
  };
}

function short<Texts extends object>(texts: Texts): Texts {
  const entries = Object.entries(texts).map(([name, text]) => [name, shortText(text as string)]);
  return Object.fromEntries(entries) as Texts;
}

/** Cut to the server's limit; longer texts are no valid values either. */
function shortText(text: string): string {
  return text.slice(0, LIMITS.draftText);
}
