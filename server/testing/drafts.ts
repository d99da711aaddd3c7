import { randomUUID } from 'node:crypto';
import type { SaveDraftInput } from '../../shared/schemas/draft.ts';
import type { QuoteOrderInput } from '../../shared/schemas/quote.ts';

/** The head of a draft in which nothing was typed. */
export const EMPTY_HEAD: SaveDraftInput['head'] = {
  invoiceTo: 'customer',
  party: {
    legalName: '',
    taxCode: '',
    budgetUnitCode: '',
    address: '',
    email: '',
    contactName: '',
  },
  notify: 'accountant',
  recipient: { name: '', email: '', phone: '' },
  payer: 'firm',
  discountCode: '',
  quotationId: null,
  reorders: null,
};

/** A new draft with these lines as its rows, and a row of text before them. */
export function draftOf(
  lines: QuoteOrderInput['lines'],
  { text = '', ...change }: Partial<SaveDraftInput> & { text?: string } = {},
): SaveDraftInput {
  const typed = text === '' ? [] : [{ key: 1, text }];
  const rows = lines.map(({ customerId, licenseId, planId, firstFiscalYear, years }, index) => ({
    key: index + 2,
    customerId,
    firstFiscalYear,
    years,
    ...(licenseId ? { licenseId } : {}),
    ...(planId ? { planId } : {}),
  }));
  return {
    draftId: randomUUID(),
    version: 0,
    isWhole: false,
    editor: randomUUID(),
    head: EMPTY_HEAD,
    rows: [...typed, ...rows],
    removed: [],
    ...change,
  };
}
