import * as z from 'zod/mini';
import { normalizeCode } from '../discount-code.ts';
import { LIMITS } from '../limits.ts';
import { MAX_DONG } from '../money.ts';
import { calendarDateSchema, codeTextSchema } from './common.ts';

/** Characters that can be read out over the telephone and typed on any keyboard. */
const CODE_PATTERN = /^[A-Z0-9._-]+$/;

/** A code in its stored form. */
export const storedCodeSchema = z
  .string()
  .check(z.maxLength(LIMITS.discountCode), z.regex(CODE_PATTERN));

const codeSchema = z.pipe(
  codeTextSchema(LIMITS.discountCode),
  z.pipe(z.transform(normalizeCode), z.string().check(z.regex(CODE_PATTERN, 'INVALID'))),
);

const usesSchema = z.int().check(z.gte(1), z.lte(1_000_000_000));

/** A discount code as the vendor declares it through the host API. */
export const codeDeclarationSchema = z
  .object({
    code: codeSchema,
    /** The only firm that may use it; null: any firm. */
    firmId: z.nullable(z.string().check(z.minLength(1), z.maxLength(100))),
    kind: z.enum(['percent', 'amount']),
    /** Basis points, less than the whole; or dong. */
    value: z.int().check(z.gte(1), z.lte(MAX_DONG)),
    /** Taken off each line, or once off the order. */
    scope: z.enum(['line', 'order']),
    /** Whether the firm's orders use it automatically. */
    referral: z.boolean(),
    /** First and last date, in Vietnam; null: no end. */
    validFrom: z.nullable(calendarDateSchema),
    validUntil: z.nullable(calendarDateSchema),
    /** Number of orders that may use it; null: unlimited. */
    maxUses: z.nullable(usesSchema),
    active: z.boolean(),
  })
  .check(
    z.refine(({ kind, value }) => kind === 'amount' || value < 10_000, {
      path: ['value'],
      error: 'INVALID',
    }),
    z.refine(({ referral, firmId }) => !referral || firmId !== null, {
      path: ['firmId'],
      error: 'REQUIRED',
    }),
    z.refine(
      ({ validFrom, validUntil }) =>
        validFrom === null || validUntil === null || validFrom <= validUntil,
      { path: ['validUntil'], error: 'INVALID' },
    ),
  );

/** Body of `PUT /discount-codes`: codes to add or to change. */
export const codeDeclarationsSchema = z.object({
  codes: z.array(codeDeclarationSchema).check(z.minLength(1), z.maxLength(LIMITS.codeDeclarations)),
});

/** A discount code as the vendor declares it. */
export type CodeDeclaration = z.infer<typeof codeDeclarationSchema>;
