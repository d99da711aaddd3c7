import * as z from 'zod/mini';
import { isCalendarDate } from '../calendar-date.ts';
import type { FieldProblemCode } from '../error-codes.ts';
import { FISCAL_YEAR_STARTS } from '../fiscal-year.ts';
import { LIMITS } from '../limits.ts';
import { isDong } from '../money.ts';
import { invoicePartyProblems, isEmail, recipientProblems } from '../party.ts';

/** A message of ours in a schema is a field problem's code; the screen turns it into words. */
const code = (value: FieldProblemCode) => value;

export const idSchema = z.uuid();
export const localeSchema = z.enum(['vi', 'en']);
export const dongSchema = z.number().check(z.refine(isDong, code('INVALID')));
export const instantSchema = z.int();
export const calendarDateSchema = z
  .string()
  .check(z.maxLength(10), z.refine(isCalendarDate, code('INVALID')));
export const fiscalYearSchema = z.int().check(z.gte(2000), z.lte(2200));
export const fiscalYearStartSchema = z.literal([...FISCAL_YEAR_STARTS]);
export const termRuleSchema = z.enum(['fiscal_year', 'anniversary']);

/** VAT classes as e-invoices write them (TSuat); KCT: not subject to VAT, KKKNT: not declared. */
export const vatRateSchema = z.enum(['KCT', 'KKKNT', '0%', '5%', '8%', '10%']);
export const paymentMethodSchema = z.enum(['bank_transfer', 'vnpay', 'momo', 'zalopay', 'payos']);

/** Who is to pay a line: the accounting firm, or the business owner whose licence it is. */
export const payerSchema = z.enum(['firm', 'owner']);

/** Where a live stream goes on after a break: the id of the last event that arrived. */
export const lastEventIdSchema = z.optional(z.string().check(z.regex(/^\d{1,15}$/)));

/** A text that is trimmed, then bounded; no NUL, no half of a character: databases and mails take neither. */
export const textSchema = (limit: number) =>
  z.string().check(
    z.trim(),
    z.maxLength(limit, code('TOO_LONG')),
    z.refine((text) => !text.includes('\0') && text.isWellFormed(), code('INVALID')),
  );

export const requiredTextSchema = (limit: number) =>
  textSchema(limit).check(z.minLength(1, code('REQUIRED')));

export const emailSchema = textSchema(LIMITS.email).check(z.refine(isEmail, code('EMAIL_INVALID')));

export const invoicePartySchema = withFieldProblems(
  z.object({
    legalName: textSchema(LIMITS.name),
    taxCode: textSchema(LIMITS.taxCodeText),
    budgetUnitCode: z.optional(textSchema(LIMITS.taxCodeText)),
    address: textSchema(LIMITS.address),
    email: textSchema(LIMITS.email),
    contactName: textSchema(LIMITS.name),
  }),
  invoicePartyProblems,
);

export const recipientSchema = withFieldProblems(
  z.object({
    name: textSchema(LIMITS.name),
    email: textSchema(LIMITS.email),
    phone: textSchema(LIMITS.phone),
  }),
  recipientProblems,
);

/** The same rules as the screen's, so that server and widget can't disagree on a field. */
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

export type Locale = z.infer<typeof localeSchema>;
export type VatRate = z.infer<typeof vatRateSchema>;
export type PayerKind = z.infer<typeof payerSchema>;
export type PaymentMethod = z.infer<typeof paymentMethodSchema>;
