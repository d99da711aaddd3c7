import { cleanCode } from '../../../shared/clean-text.ts';
import type { RowProblem, RowProblemCode } from '../../../shared/error-codes.ts';
import { isEmail } from '../../../shared/party.ts';
import {
  type TaxCodeProblem,
  taxCodeCandidates,
  taxCodeProblem,
} from '../../../shared/tax-code.ts';
import { type Draft, type DraftRow, filledRows, isQuantity } from '../draft/draft.ts';
import { partyProblems } from '../draft/party-problems.ts';

/** A problem found by the widget, or reported by the server. */
export type ProblemCode =
  | RowProblemCode
  | 'TAX_CODE_UNKNOWN'
  | TaxCodeProblem
  | 'QUANTITY_INVALID'
  | 'OVERRIDE';

/** A row's problem and its field; `details` are the fields of the row's own settings. */
export interface LineProblem extends Omit<RowProblem, 'row' | 'field' | 'code'> {
  code: ProblemCode;
  field: RowProblem['field'] | 'details';
}

interface Findings {
  /** The problem that the server reported for a row. */
  serverProblemOf(row: DraftRow): RowProblem | undefined;
  /** Whether the person has tried to go on; before that, missing values are no problem. */
  attempted: boolean;
  /** Rows whose text is being looked up. */
  resolving: ReadonlySet<number>;
}

/**
 * Problems by row key, in the order of the rows; the widget's own finding precedes the server's. A blank row is a
 * problem only if all rows are blank.
 */
export function findProblems(draft: Draft, findings: Findings): ReadonlyMap<number, LineProblem> {
  const filled = filledRows(draft);
  const problems = new Map<number, LineProblem>();
  for (const row of filled.length > 0 ? filled : draft.rows) {
    if (findings.resolving.has(row.key)) continue;
    const own = ownProblem(row);
    const problem =
      own && (findings.attempted || isShownAtOnce(own.code)) ? own : findings.serverProblemOf(row);
    if (problem) problems.set(row.key, problem);
  }
  return problems;
}

function ownProblem(row: DraftRow): LineProblem | null {
  const code = rowProblem(row);
  return code && { code, field: FIELDS[code] ?? 'customerId' };
}

/** Fields of the widget's own findings; those not listed are at the customer. */
const FIELDS: Partial<Record<ProblemCode, LineProblem['field']>> = {
  OVERRIDE: 'details',
  QUANTITY_INVALID: 'quantity',
};

function isShownAtOnce(code: ProblemCode): boolean {
  return code.startsWith('TAX_CODE_') || code === 'NO_LICENSE' || code === 'QUANTITY_INVALID';
}

/** The problem of a row before the server is asked. */
export function rowProblem(row: DraftRow): ProblemCode | null {
  if (row.customer === null) {
    return row.text === '' ? 'CUSTOMER_REQUIRED' : textProblem(row.text);
  }
  if (row.customer.licenses.length === 0) return 'NO_LICENSE';
  if (!isQuantity(row)) return 'QUANTITY_INVALID';
  const partyIsWrong = row.invoiceParty && Object.keys(partyProblems(row.invoiceParty)).length > 0;
  const emailIsWrong = row.recipientEmail !== '' && !isEmail(cleanCode(row.recipientEmail));
  return partyIsWrong || emailIsWrong ? 'OVERRIDE' : null;
}

/** The reason why typed or pasted text is no customer. */
function textProblem(text: string): ProblemCode {
  if (taxCodeCandidates(text).length > 0) return 'TAX_CODE_UNKNOWN';
  return taxCodeProblem(text) ?? 'TAX_CODE_UNKNOWN';
}
