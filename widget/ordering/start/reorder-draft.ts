import { isProrated } from '../../../shared/license-term.ts';
import type { InvoiceParty, Recipient } from '../../../shared/party.ts';
import type { Customer, LookUpResult } from '../../../shared/schemas/customer.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import type { SignIn } from '../../api/sign-in.ts';
import {
  type Draft,
  type DraftRow,
  EMPTY_PARTY,
  EMPTY_RECIPIENT,
  emptyDraft,
  emptyRow,
  newRequestId,
} from '../draft/draft.ts';
import { withLicense } from '../draft/row-license.ts';
import { allowedYear, planOf, situationOf } from '../rows/row-term.ts';

/**
 * Makes a draft of an order's cancelled lines. Each row keeps the line's plan, term, payer, invoice party and
 * recipient; the draft keeps the order's choices. A fiscal year that can no longer be renewed becomes the default one.
 * The customers' details are the present ones, since wrong details may be why the lines were cancelled.
 *
 * @param results the look-up of these lines' customers
 */
export function orderToDraft(
  order: Order,
  results: LookUpResult['results'],
  signIn: Pick<SignIn, 'plans' | 'whoAmI'>,
): Draft {
  const customers = new Map(
    results.flatMap((result) =>
      result.outcome === 'found' ? [[result.customer.id, result.customer]] : [],
    ),
  );
  const party = order.invoiceTo === 'other' ? commonParty(order.lines) : null;
  const recipient = otherRecipient(order, signIn);
  return {
    ...emptyDraft(newRequestId()),
    reorders: order.id,
    invoiceTo: order.invoiceTo,
    party: party ?? EMPTY_PARTY,
    notify: recipient ? 'other' : 'accountant',
    recipient: recipient ?? EMPTY_RECIPIENT,
    payer: order.payer,
    discountCode: order.discounts.find(({ kind }) => kind === 'code')?.code ?? '',
    rows: order.lines.filter(isCancelled).map((line, index): DraftRow => {
      const customer = customers.get(line.customer.id);
      return {
        ...emptyRow([]),
        ...(customer ? withTerm(line, customer, signIn) : { text: line.customer.taxCode }),
        key: index + 1,
        invoiceParty: isOwnParty(line, party) ? line.invoiceParty : null,
        payer: line.payer === order.payer ? null : line.payer,
        recipientEmail: line.recipientEmail ?? '',
      };
    }),
  };
}

function isCancelled({ state }: OrderLine): boolean {
  return state === 'cancelled';
}

function withTerm(
  { licenseId, product, plan, quantity, firstFiscalYear, years, until }: OrderLine,
  customer: Customer,
  signIn: Pick<SignIn, 'plans' | 'whoAmI'>,
): DraftRow {
  // Merged or declared anew, the licence may have another id.
  const license =
    customer.licenses.find(({ id }) => id === licenseId) ??
    customer.licenses.find((each) => each.product.code === product.code);
  const row = withLicense(emptyRow([]), customer, license ?? customer.licenses[0]);
  const sold = signIn.plans.find(({ code }) => code === plan.code);
  const planId = sold?.id ?? row.planId;
  const situation = situationOf(signIn, { ...row, planId });
  if (!situation) return row;
  return {
    ...row,
    planId,
    quantity: planOf(signIn, { planId })?.perUser ? quantity : null,
    firstFiscalYear: allowedYear(situation, firstFiscalYear),
    years,
    // A past date is kept, and refused at the row: whole years instead would cost more than was asked for.
    until: isProrated(situation) ? until : null,
  };
}

/** The party common to the order's lines, except for those with one of their own. */
function commonParty(lines: readonly OrderLine[]): InvoiceParty {
  const alike = Map.groupBy(lines, ({ invoiceParty }) => JSON.stringify(invoiceParty));
  const [most] = [...alike.values()].sort((a, b) => b.length - a.length);
  return most?.[0]?.invoiceParty ?? EMPTY_PARTY;
}

/** @param party the order's; null: each line's customer is invoiced */
function isOwnParty({ invoiceParty, customer }: OrderLine, party: InvoiceParty | null): boolean {
  if (party) return JSON.stringify(invoiceParty) !== JSON.stringify(party);
  return invoiceParty.taxCode !== customer.taxCode || invoiceParty.legalName !== customer.name;
}

/** The recipient, if not the accountant; null: the accountant. */
function otherRecipient(
  { recipient, placedBy }: Order,
  { whoAmI: { accountant } }: Pick<SignIn, 'whoAmI'>,
): Recipient | null {
  const wasColleague = recipient.name === placedBy && placedBy !== accountant.name;
  return recipient.email === accountant.email || wasColleague ? null : recipient;
}
