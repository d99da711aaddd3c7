import * as z from 'zod/mini';
import { isCalendarDate } from '../calendar-date.ts';
import { cleanCode, cleanLine, cleanLines } from '../clean-text.ts';
import type { FieldProblemCode } from '../error-codes.ts';
import { FISCAL_YEAR_STARTS } from '../fiscal-year.ts';
import { LIMITS } from '../limits.ts';
import { isDong } from '../money.ts';
import { emailProblem, invoicePartyProblems, recipientProblems } from '../party.ts';
import { cleanTaxCode, taxCodeProblem } from '../tax-code.ts';

/** A custom message in a schema is a field problem's code; the screen translates it. */
const code = (value: FieldProblemCode) => value;

/** An id of ours: a UUID, in new rows version 7. */
export const idSchema = z.uuid();

/** The message of an issue that a text has which is no id of ours at all. */
export const NO_SUCH_ID = 'NO_SUCH_ID';

/** An id that names what a call is about. Another text names nothing, as an unknown id does: NOT_FOUND. */
export const namedIdSchema = z.uuid(NO_SUCH_ID);

/** Languages of screens, mails and pages. */
export const localeSchema = z.enum(['vi', 'en']);

/** An amount in whole dong, from 0 to MAX_DONG. */
export const dongSchema = z.number().check(z.refine(isDong, code('INVALID')));

/** A moment, in epoch milliseconds. */
export const instantSchema = z.int();

/** A date in Vietnam, as `yyyy-MM-dd`. */
export const calendarDateSchema = z
  .string()
  .check(z.maxLength(10), z.refine(isCalendarDate, code('INVALID')));

/** A fiscal year, named by the calendar year in which it starts. */
export const fiscalYearSchema = z.int().check(z.gte(2000), z.lte(2200));

/** The month in which a fiscal year starts: 1, 4, 7 or 10. */
export const fiscalYearStartSchema = z.literal([...FISCAL_YEAR_STARTS]);

/** A plan's way to count its term: by fiscal year, or by years from an anniversary. */
export const termRuleSchema = z.enum(['fiscal_year', 'anniversary']);

/** VAT classes as on e-invoices (TSuat); KCT: not subject to VAT, KKKNT: not declared. */
export const vatRateSchema = z.enum(['KCT', 'KKKNT', '0%', '5%', '8%', '10%']);

/** All payment methods; the server offers those that it is configured for. */
export const paymentMethodSchema = z.enum(['bank_transfer', 'vnpay', 'momo', 'zalopay', 'payos']);

/** The payer of a line: the accounting firm, or the business owner whose licence it is. */
export const payerSchema = z.enum(['firm', 'owner']);

/** Position from which a live stream resumes: the id of the last event received. */
export const lastEventIdSchema = z.optional(z.string().check(z.regex(/^\d{1,15}$/)));

/** A text, cleaned, then bounded; without NUL and half characters, which databases and mails refuse. */
const cleanedSchema = (clean: (text: string) => string, limit: number) =>
  z.string().check(
    z.overwrite((text: string) => (text.isWellFormed() ? clean(text) : text)),
    z.maxLength(limit, code('TOO_LONG')),
    z.refine((text) => !text.includes('\0') && text.isWellFormed(), code('INVALID')),
  );

/** One line: a name, an address, a search. */
export const textSchema = (limit: number) => cleanedSchema(cleanLine, limit);

/** One line of text, not empty after cleaning. */
export const requiredTextSchema = (limit: number) =>
  textSchema(limit).check(z.minLength(1, code('REQUIRED')));

/** Text from people to people; line breaks are kept. */
export const noteSchema = (limit: number) => cleanedSchema(cleanLines, limit);

/** A code, a telephone number, an e-mail address: look-alikes become the plain characters. */
export const codeTextSchema = (limit: number) => cleanedSchema(cleanCode, limit);

/** The portal's own id: returned as received, except for surrounding blanks. */
export const externalIdSchema = (limit: number) =>
  cleanedSchema((text) => text.trim(), limit).check(z.minLength(1, code('REQUIRED')));

/** One e-mail address. */
export const emailSchema = codeTextSchema(LIMITS.email).check(isOneAddress);

/** One e-mail address, or empty. */
export const emailOrNoneSchema = codeTextSchema(LIMITS.email).check((context) => {
  if (context.value !== '') isOneAddress(context);
});

function isOneAddress(context: { value: string; issues: unknown[] }): void {
  const message = emailProblem(context.value);
  if (message) context.issues.push({ code: 'custom', input: context.value, message });
}

/** A tax code in any notation; becomes its canonical form. */
export const taxCodeSchema = cleanedSchema(cleanTaxCode, LIMITS.taxCodeText).check(
  z.minLength(1, code('REQUIRED')),
  (context) => {
    const message = context.value === '' ? null : taxCodeProblem(context.value);
    if (message) context.issues.push({ code: 'custom', input: context.value, message });
  },
);

/** The party of an invoice, with the field rules of shared/party.ts. */
export const invoicePartySchema = withFieldProblems(
  z.object({
    legalName: textSchema(LIMITS.name),
    taxCode: cleanedSchema(cleanTaxCode, LIMITS.taxCodeText),
    budgetUnitCode: z.optional(codeTextSchema(LIMITS.taxCodeText)),
    address: textSchema(LIMITS.address),
    email: codeTextSchema(LIMITS.email),
    contactName: textSchema(LIMITS.name),
  }),
  invoicePartyProblems,
);

/** The recipient of messages about an order, with the field rules of shared/party.ts. */
export const recipientSchema = withFieldProblems(
  z.object({
    name: textSchema(LIMITS.name),
    email: codeTextSchema(LIMITS.email),
    phone: codeTextSchema(LIMITS.phone),
  }),
  recipientProblems,
);

/** The screen's own rules, so that server and widget can't disagree on a field. */
function withFieldProblems<Shape extends z.ZodMiniObject>(
  schema: Shape,
  problemsOf: (value: z.output<Shape>) => Record<string, FieldProblemCode | undefined>,
) {
  return schema.check((context) => {
    for (const [field, problem] of Object.entries(problemsOf(context.value as z.output<Shape>))) {
      context.issues.push({
        code: 'custom',
        input: context.value,
        path: [field],
        message: problem ?? 'INVALID',
      });
    }
  });
}

/** A language of ours. */
export type Locale = z.infer<typeof localeSchema>;

/** A VAT class as e-invoices write it. */
export type VatRate = z.infer<typeof vatRateSchema>;

/** The firm, or the business owner. */
export type PayerKind = z.infer<typeof payerSchema>;

/** A way to pay. */
export type PaymentMethod = z.infer<typeof paymentMethodSchema>;
