import { cleanCode, cleanLine } from './clean-text.ts';
import type { FieldProblemCode } from './error-codes.ts';
import { LIMITS } from './limits.ts';
import { parseTaxCode, taxCodeProblem } from './tax-code.ts';

/** Whom an invoice is made out to. */
export interface InvoiceParty {
  legalName: string;
  /** May be empty where there is a budget unit's code. */
  taxCode: string;
  /**
   * Mã số đơn vị có quan hệ với ngân sách (MDVQHNSach of an e-invoice): by which a budget unit without a tax
   * code is invoiced.
   */
  budgetUnitCode?: string | undefined;
  address: string;
  email: string;
  /** The buyer's contact (người mua hàng); may be empty. */
  contactName: string;
}

/** Who gets the messages about an order. */
export interface Recipient {
  name: string;
  email: string;
  /** May be empty. */
  phone: string;
}

/** Seven digits (Circular 185/2015/TT-BTC). */
const BUDGET_UNIT_CODE = /^\d{7}$/;

export type PartyField = keyof InvoiceParty;
export type RecipientField = keyof Recipient;

/** One `@`, no blanks, a dotted domain: what mail servers take; the mail itself is the real test. */
export function isEmail(text: string): boolean {
  return (
    text.length <= LIMITS.email &&
    /^[^\s\p{Cc}@,;<>"]+@[^\s\p{Cc}@,;<>".]+(\.[^\s\p{Cc}@,;<>".]+)+$/u.test(text)
  );
}

/** Digits with blanks, dots, hyphens and brackets; 8 to 15 digits (ITU-T E.164), a plus in front or not. */
export function isPhone(text: string): boolean {
  const digits = text.replace(/[\s.()-]/g, '');
  return text.length <= LIMITS.phone && /^\+?\d{8,15}$/.test(digits);
}

/** The party as it is kept: each field cleaned, the tax code in its canonical form where it is one. */
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

/** The recipient as it is kept: each field cleaned. */
export function cleanRecipient({ name, email, phone }: Recipient): Recipient {
  return { name: cleanLine(name), email: cleanCode(email), phone: cleanCode(phone) };
}

/** The canonical form of a tax code; of what is none, what it looks like. */
export function cleanTaxCode(text: string): string {
  return parseTaxCode(text) ?? cleanCode(text);
}

/** What is wrong with each field; empty when the party can be invoiced. Expects cleaned texts. */
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
    email: requiredProblem(party.email, isEmail(party.email), 'EMAIL_INVALID'),
    contactName: party.contactName.length > LIMITS.name ? 'TOO_LONG' : undefined,
  });
}

function partyTaxCodeProblem(party: InvoiceParty): FieldProblemCode | undefined {
  const { taxCode, budgetUnitCode } = party;
  if (taxCode === '') return budgetUnitCode ? undefined : 'REQUIRED';
  return taxCodeProblem(taxCode) ?? undefined;
}

/** What is wrong with each field; empty when messages can be sent. Expects cleaned texts. */
export function recipientProblems(
  recipient: Recipient,
): Partial<Record<RecipientField, FieldProblemCode>> {
  return withoutUndefined({
    name: textProblem(recipient.name, LIMITS.name),
    email: requiredProblem(recipient.email, isEmail(recipient.email), 'EMAIL_INVALID'),
    phone: recipient.phone !== '' && !isPhone(recipient.phone) ? 'PHONE_INVALID' : undefined,
  });
}

function textProblem(text: string, limit: number): FieldProblemCode | undefined {
  if (text === '') return 'REQUIRED';
  return text.length > limit ? 'TOO_LONG' : undefined;
}

function requiredProblem(
  text: string,
  valid: boolean,
  code: FieldProblemCode,
): FieldProblemCode | undefined {
  if (text === '') return 'REQUIRED';
  return valid ? undefined : code;
}

function withoutUndefined<Field extends string>(
  problems: Record<Field, FieldProblemCode | undefined>,
): Partial<Record<Field, FieldProblemCode>> {
  const entries = Object.entries(problems).filter(([, code]) => code !== undefined);
  return Object.fromEntries(entries) as Partial<Record<Field, FieldProblemCode>>;
}
