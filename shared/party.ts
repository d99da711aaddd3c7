import { cleanCode, cleanLine } from './clean-text.ts';
import type { FieldProblemCode } from './error-codes.ts';
import { LIMITS } from './limits.ts';
import { cleanTaxCode, taxCodeProblem } from './tax-code.ts';

/** The party that an invoice is made out to. */
export interface InvoiceParty {
  legalName: string;
  /** May be empty when there is a budget unit's code. */
  taxCode: string;
  /**
   * Mã số đơn vị có quan hệ với ngân sách (MDVQHNSach of an e-invoice): identifies a budget unit that has no tax code.
   */
  budgetUnitCode?: string | undefined;
  address: string;
  email: string;
  /** The buyer's contact (người mua hàng); may be empty. */
  contactName: string;
}

/** The person who gets the messages about an order. */
export interface Recipient {
  name: string;
  email: string;
  /** May be empty. */
  phone: string;
}

/** Seven digits (Circular 185/2015/TT-BTC). */
const BUDGET_UNIT_CODE = /^\d{7}$/;

/** The name of one field of an invoice party. */
export type PartyField = keyof InvoiceParty;

/** The name of one field of a recipient. */
export type RecipientField = keyof Recipient;

/** The part before the `@` (RFC 5321, dot-string): no dot at either end or beside another. */
const MAILBOX = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** Labels of up to 63 letters, digits and hyphens (RFC 1035); the last label is not a number. */
const DOMAIN = /^([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+([a-z]{2,63}|xn--[a-z\d-]{1,57}[a-z\d])$/i;

/** An e-mail address as mail servers accept it; sending is the real test. */
export function isEmail(text: string): boolean {
  const at = text.indexOf('@');
  const name = text.slice(0, at);
  return (
    at > 0 &&
    at <= 64 &&
    text.length <= LIMITS.email &&
    MAILBOX.test(name) &&
    DOMAIN.test(text.slice(at + 1))
  );
}

/** The problem of a non-empty address; several addresses in one field have a code of their own. */
export function emailProblem(text: string): FieldProblemCode | undefined {
  if (isEmail(text)) return undefined;
  return text.split('@').length > 2 ? 'EMAIL_SEVERAL' : 'EMAIL_INVALID';
}

/** Digits with blanks, dots, hyphens and brackets: 8 to 15 digits (ITU-T E.164), with or without a leading plus. */
export function isPhone(text: string): boolean {
  const digits = text.replace(/[\s.()-]/g, '');
  return text.length <= LIMITS.phone && /^\+?\d{8,15}$/.test(digits);
}

/** The party as stored: each field cleaned, the tax code canonical if it is one. */
export function cleanInvoiceParty(party: InvoiceParty): InvoiceParty {
  return {
    legalName: cleanLine(party.legalName),
    taxCode: cleanTaxCode(party.taxCode),
    ...(party.budgetUnitCode === undefined
      ? {}
      : { budgetUnitCode: cleanCode(party.budgetUnitCode) }),
    address: cleanLine(party.address),
    email: cleanCode(party.email),
    contactName: cleanLine(party.contactName),
  };
}

/** The recipient as stored: each field cleaned. */
export function cleanRecipient({ name, email, phone }: Recipient): Recipient {
  return { name: cleanLine(name), email: cleanCode(email), phone: cleanCode(phone) };
}

/** Problems by field; empty when the party can be invoiced. Expects cleaned texts. */
export function invoicePartyProblems(
  party: InvoiceParty,
): Partial<Record<PartyField, FieldProblemCode>> {
  return withoutUndefined({
    legalName: textProblem(party.legalName, LIMITS.name),
    taxCode: partyTaxCodeProblem(party),
    budgetUnitCode:
      party.budgetUnitCode && !BUDGET_UNIT_CODE.test(party.budgetUnitCode)
        ? 'BUDGET_UNIT_CODE_INVALID'
        : undefined,
    address: textProblem(party.address, LIMITS.address),
    email: party.email === '' ? 'REQUIRED' : emailProblem(party.email),
    contactName: party.contactName.length > LIMITS.name ? 'TOO_LONG' : undefined,
  });
}

function partyTaxCodeProblem(party: InvoiceParty): FieldProblemCode | undefined {
  const { taxCode, budgetUnitCode } = party;
  if (taxCode === '') return budgetUnitCode ? undefined : 'REQUIRED';
  return taxCodeProblem(taxCode) ?? undefined;
}

/** Problems by field; empty when messages can be sent. Expects cleaned texts. */
export function recipientProblems(
  recipient: Recipient,
): Partial<Record<RecipientField, FieldProblemCode>> {
  return withoutUndefined({
    name: textProblem(recipient.name, LIMITS.name),
    email: recipient.email === '' ? 'REQUIRED' : emailProblem(recipient.email),
    phone: recipient.phone !== '' && !isPhone(recipient.phone) ? 'PHONE_INVALID' : undefined,
  });
}

function textProblem(text: string, limit: number): FieldProblemCode | undefined {
  if (text === '') return 'REQUIRED';
  return text.length > limit ? 'TOO_LONG' : undefined;
}

function withoutUndefined<Field extends string>(
  problems: Record<Field, FieldProblemCode | undefined>,
): Partial<Record<Field, FieldProblemCode>> {
  const entries = Object.entries(problems).filter(([, code]) => code !== undefined);
  return Object.fromEntries(entries) as Partial<Record<Field, FieldProblemCode>>;
}
