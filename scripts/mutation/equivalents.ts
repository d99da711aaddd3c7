import { basename } from 'node:path';
import type { Mutant } from './mutants.ts';

interface Equivalent {
  /** The file's name, without its folder. */
  file: string;
  /** The line where the mutant begins, trimmed. */
  line: string;
  /** The code that the mutant removes, or its first line. */
  was: string;
  /** The code in its place; empty where it is left out. */
  becomes: string;
  why: string;
}

/**
 * Mutants that no test can notice, because the product behaves the same with them, or is only slower. Where simpler
 * code has no such mutant, the code is simplified instead. A changed line leaves its entry without effect:
 * `npm run mutate` names it.
 */
const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: 'run-commitments.ts',
    line: '.limit(LINES_A_ROUND)',
    was: '.limit(LINES_A_ROUND)',
    becomes: '',
    why: 'bounds the work of one round; the rest comes in the next, to the same end',
  },
  {
    file: 'run-commitments.ts',
    line: ".where('pay_by', '<', calendarDateAt(work.now()))",
    was: ".where('pay_by', '<', calendarDateAt(work.now()))",
    becomes: '',
    why: 'looks again in the transaction; the commitments of an order share their date',
  },
  {
    file: 'vnpay-signature.ts',
    line: '.sort((a, b) => (a.name < b.name ? -1 : 1))',
    was: '<',
    becomes: '<=',
    why: 'no name is there twice',
  },
  ...['payos.ts', 'casso.ts'].map((file) => ({
    file,
    line:
      file === 'payos.ts'
        ? 'return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));'
        : 'const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));',
    was: '<',
    becomes: '<=',
    why: 'no name is there twice',
  })),
  {
    file: 'declare-codes.ts',
    line: 'const named = codes.flatMap(({ firmId }) => firmId ?? []);',
    was: 'firmId ?? []',
    becomes: 'firmId',
    why: 'null is no id: the query finds nothing by it',
  },
  {
    file: 'declare-codes.ts',
    line: 'codes.flatMap(({ firmId }) => firmId ?? []),',
    was: 'firmId ?? []',
    becomes: 'firmId',
    why: 'null is no id: the query finds nothing by it',
  },
  {
    file: 'quote-lines.ts',
    line: 'const owed = discountRate > 0 ? await readVolumeOwed(reader, firm) : 0;',
    was: '>',
    becomes: '>=',
    why: 'saves a query: without a rate there is no volume rule that could be less',
  },
  {
    file: 'quote-lines.ts',
    line: 'const owed = discountRate > 0 ? await readVolumeOwed(reader, firm) : 0;',
    was: 'discountRate > 0',
    becomes: 'true',
    why: 'saves a query: without a rate there is no volume rule that could be less',
  },
  {
    file: 'call-gateway.ts',
    line: "if (answer === undefined) throw new DomainError('GATEWAY_UNAVAILABLE');",
    was: 'answer === undefined',
    becomes: 'false',
    why: 'undefined fits the schema of no answer: its reader throws the same',
  },
  {
    file: 'list-codes.ts',
    line: '.limit(page.limit + 1)',
    was: '.limit(page.limit + 1)',
    becomes: '',
    why: 'bounds what is read; the page is cut to its length anyhow',
  },
  {
    file: 'list-codes.ts',
    line: 'const nextCursor = rows.length > page.limit ? (codes.at(-1)?.code ?? null) : null;',
    was: 'codes.at(-1)?.code ?? null',
    becomes: 'codes.at(-1)?.code',
    why: 'for the type checker: a page that goes on has a last code',
  },
  {
    file: 'declare-codes.ts',
    line: 'if (!referral || !active || firmId === null) continue;',
    was: 'firmId === null',
    becomes: 'false',
    why: 'for the type checker: a referral code without a firm is refused before',
  },
  {
    file: 'code-guesses.ts',
    line: 'if (this.#counts.size > FIRMS && oldest !== undefined) this.#counts.delete(oldest);',
    was: 'oldest !== undefined',
    becomes: 'true',
    why: 'for the type checker: of more than none, one is the oldest',
  },
  {
    file: 'keep-links-open.ts',
    line: 'if (until === null) return;',
    was: 'until === null',
    becomes: 'false',
    why: 'for the type checker: a due date is a date',
  },
  {
    file: 'find-movement.ts',
    line: ".where(inList('payment_names.reference', references))",
    was: ".where(inList('payment_names.reference', references))",
    becomes: '',
    why: 'finds candidates by index; the decision looks at the names of each itself',
  },
  {
    file: 'enqueue.ts',
    line: 'if (orderIds.size === 0) return new Map();',
    was: 'orderIds.size === 0',
    becomes: 'false',
    why: 'saves a query: of none, it finds none',
  },
  {
    file: 'enqueue.ts',
    line: 'if (refundIds.length === 0) return new Map();',
    was: 'refundIds.length === 0',
    becomes: 'false',
    why: 'saves a query: of none, it finds none',
  },
  {
    file: 'take-jobs.ts',
    line: 'if (ids.length === 0) return [];',
    was: 'ids.length === 0',
    becomes: 'false',
    why: 'saves a query: of none, it finds none',
  },
  {
    file: 'retry-outbox.ts',
    line: "if (job.kind === 'payment_link') {",
    was: "job.kind === 'payment_link'",
    becomes: 'true',
    why: 'for the type checker: another mail has no link, and no link has no id',
  },
  {
    file: 'retry-outbox.ts',
    line: "if (job.kind === 'refund_payment') {",
    was: "job.kind === 'refund_payment'",
    becomes: 'true',
    why: 'for the type checker: another job has no refund, and no refund has no id',
  },
  {
    file: 'run-job.ts',
    line: 'run_at: work.now() + (pause ?? 0),',
    was: 'pause ?? 0',
    becomes: 'pause',
    why: 'for the type checker: null adds nothing',
  },
  {
    file: 'run-job.ts',
    line: "const failure = error instanceof NotSent ? error.failure : 'later';",
    was: 'error instanceof NotSent',
    becomes: 'true',
    why: 'for the type checker: another error has no failure, and is tried later',
  },
  {
    file: 'run-outbox.ts',
    line: 'if (count === 0) return [];',
    was: 'count === 0',
    becomes: 'false',
    why: 'saves a query: of none, it finds none',
  },
  {
    file: 'find-movement.ts',
    line: 'if (references.length === 0) return [];',
    was: 'references.length === 0',
    becomes: 'false',
    why: 'saves a query: of none, it finds none',
  },
  {
    file: 'find-movement.ts',
    line: 'if (paymentIds.length === 0) return [];',
    was: 'paymentIds.length === 0',
    becomes: 'false',
    why: 'saves a query: of none, it finds none',
  },
  {
    file: 'take-jobs.ts',
    line: "const again = next.length < count ? await findTurns(context, look, '', count - next.length) : [];",
    was: 'next.length < count',
    becomes: 'true',
    why: 'saves a query: of none, it finds none',
  },
  {
    file: 'take-jobs.ts',
    line: "const again = next.length < count ? await findTurns(context, look, '', count - next.length) : [];",
    was: '<',
    becomes: '<=',
    why: 'saves a query: of none, it finds none',
  },
  {
    file: 'run-commitments.ts',
    line: ".orderBy('pay_by')",
    was: ".orderBy('pay_by')",
    becomes: '',
    why: 'which come first in a round; the rest comes in the next, to the same end',
  },
  {
    file: 'committable-lines.ts',
    line: ".orderBy('line_number')",
    was: ".orderBy('line_number')",
    becomes: '',
    why: 'SQLite reads an order’s lines by the index that has their numbers; another database may not',
  },
  {
    file: 'commitment-terms.ts',
    line: 'if (lines.length === 0 || lines.some((line) => line.committedBefore)) return null;',
    was: 'lines.length === 0',
    becomes: 'false',
    why: 'the smallest of no numbers is Infinity, and so many days later is no date',
  },
  {
    file: 'same-movement.ts',
    line: 'kin.some((one) => one !== other && one.gateway === other.gateway),',
    was: 'one !== other',
    becomes: 'true',
    why: 'a payment whose kin come along has another report of the same reporter, and takes neither',
  },
  {
    file: 'same-movement.ts',
    line: 'const isOneNumber = sharesKey && (report.bankKey?.length ?? 0) >= LONG_KEY;',
    was: 'report.bankKey?.length ?? 0',
    becomes: 'report.bankKey?.length',
    why: 'for the type checker: a number that is shared is one',
  },
  {
    file: 'near-references.ts',
    line: 'for (let at = REFERENCE_PREFIX.length; at < run.length; at++) {',
    was: '<',
    becomes: '<=',
    why: 'an edit past the end, or of a shorter run, makes no reference',
  },
  {
    file: 'near-references.ts',
    line: 'for (let at = REFERENCE_PREFIX.length; at + 1 < run.length; at++) {',
    was: '<',
    becomes: '<=',
    why: 'an edit past the end, or of a shorter run, makes no reference',
  },
  {
    file: 'near-references.ts',
    line: 'for (let at = REFERENCE_PREFIX.length; at + 1 < run.length; at++) {',
    was: '+',
    becomes: '-',
    why: 'an edit past the end, or of a shorter run, makes no reference',
  },
  {
    file: 'near-references.ts',
    line: 'for (let at = 0; at + length <= text.length; at++) {',
    was: '+',
    becomes: '-',
    why: 'an edit past the end, or of a shorter run, makes no reference',
  },
  {
    file: 'payment-reference.ts',
    line: 'for (let i = 0; i < 6; i++) body += GIVEN_OUT[(random[i] ?? 0) % GIVEN_OUT.length];',
    was: 'random[i] ?? 0',
    becomes: 'random[i]',
    why: 'for the type checker: there are six bytes',
  },
  {
    file: 'payment-reference.ts',
    line: "return REFERENCE_ALPHABET[(37 - check) % 36] ?? '';",
    was: "REFERENCE_ALPHABET[(37 - check) % 36] ?? ''",
    becomes: 'REFERENCE_ALPHABET[(37 - check) % 36]',
    why: 'for the type checker: a remainder of 36 is one of its 36 places',
  },
  {
    file: 'late-money.ts',
    line: 'const cost = priceLines(priced, rules)[at]?.price.total ?? 0;',
    was: 'priceLines(priced, rules)[at]?.price.total ?? 0',
    becomes: 'priceLines(priced, rules)[at]?.price.total',
    why: 'for the type checker: the line is one of these',
  },
  {
    file: 'check-line.ts',
    line: 'const latest = choices.at(-1) ?? 0;',
    was: 'choices.at(-1) ?? 0',
    becomes: 'choices.at(-1)',
    why: 'for the type checker: what can be renewed has a choice',
  },
  {
    file: 'run-outbox.ts',
    line: 'if (jobs.length > 0 && underWay.size < LANES[lane].atATime) continue;',
    was: '<',
    becomes: '>=',
    why: 'starts a tenant’s second job a poll later, and the same jobs',
  },
  {
    file: 'money.ts',
    line: 'for (const { index } of remainders.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;',
    was: 'parts[index] ?? 0',
    becomes: 'parts[index]',
    why: 'for the type checker: there is a part for each remainder',
  },
  {
    file: 'find-barred-lines.ts',
    line: 'if (lines.length === 0) return new Map();',
    was: 'lines.length === 0',
    becomes: 'false',
    why: 'saves queries: of none, none is barred',
  },
  {
    file: 'find-codes.ts',
    line: "if (code.valid_until !== null && today > code.valid_until) return 'CODE_EXPIRED';",
    was: 'code.valid_until !== null',
    becomes: 'true',
    why: 'for the type checker: no date is later than null',
  },
  {
    file: 'settle-payment.ts',
    line: 'const moment = receivedMoment(evidence.toldAt, named?.created_at ?? null, work.now());',
    was: 'named?.created_at ?? null',
    becomes: 'named?.created_at',
    why: 'for the type checker: of no attempt, null and undefined say the same',
  },
  {
    file: 'order-terms.ts',
    line: ".orderBy('line_number')",
    was: ".orderBy('line_number')",
    becomes: '',
    why: 'SQLite reads an order’s lines by the index that has their numbers; another database may not',
  },
  {
    file: 'apply-unapplied-money.ts',
    line: 'if (paid.length > 0) await payLines(work, attempt.order_id, paid);',
    was: 'paid.length > 0',
    becomes: 'true',
    why: 'saves queries: of no lines, it pays none',
  },
  {
    file: 'apply-unapplied-money.ts',
    line: 'if (paid.length > 0) await payLines(work, attempt.order_id, paid);',
    was: '>',
    becomes: '>=',
    why: 'saves queries: of no lines, it pays none',
  },
  {
    file: 'list-codes.ts',
    line: ".orderBy('code')",
    was: ".orderBy('code')",
    becomes: '',
    why: 'SQLite reads a portal’s codes by the index that has them in order; another database may not',
  },
  {
    file: 'declare-codes.ts',
    line: 'return new Set(rows.flatMap(({ code, firm_id }) => (given.has(code) ? [] : (firm_id ?? []))));',
    was: 'firm_id ?? []',
    becomes: 'firm_id',
    why: 'for the type checker: codes were asked for by their firms',
  },
];

/** A mutant in the source that it changes. */
export interface Placed extends Mutant {
  file: string;
  source: string;
}

/** Why a mutant changes nothing that can be seen, or null. */
export function whyEquivalent(mutant: Placed): string | null {
  return EQUIVALENTS.find((each) => isOf(each, mutant))?.why ?? null;
}

/** Entries that none of all the mutants matches: their line has been changed, moved or removed. */
export function staleEquivalents(all: readonly Placed[]): string[] {
  const stale = EQUIVALENTS.filter((each) => !all.some((mutant) => isOf(each, mutant)));
  return stale.map(
    ({ file, line, was, becomes }) => `${file}: ${was} → ${becomes || '(left out)'}, in ${line}`,
  );
}

function isOf(known: Equivalent, { file, source, start, end, text }: Placed): boolean {
  if (known.file !== basename(file) || known.becomes !== text) return false;
  // A step that is left out begins with the line break before it.
  const at = start + (/^\s*/.exec(source.slice(start, end))?.[0].length ?? 0);
  const [line] = source.slice(source.lastIndexOf('\n', at - 1) + 1).split('\n', 1);
  const [was] = source.slice(at, end).split('\n', 1);
  return known.line === line?.trim() && known.was === was;
}
