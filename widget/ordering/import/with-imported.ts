import { cleanCode } from '../../../shared/clean-text.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { emailProblem } from '../../../shared/party.ts';
import type { Plan } from '../../../shared/schemas/catalog.ts';
import type { Customer, License, LookUpResult } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { type ChoiceField, presentOf, rowValue } from '../bulk/bulk-choices.ts';
import { type Draft, type DraftRow, emptyRow, isBlank } from '../draft/draft.ts';
import { licenseOf, licensesIn, licensesToRenew, withLicense } from '../draft/row-license.ts';
import { plansFor } from '../rows/row-term.ts';
import { namesProduct, readPayer, readPlans, readYear, readYears } from './read-values.ts';
import type { Role } from './recognise-columns.ts';

/** What a line says besides its customer. */
export const VALUES = [
  'plan',
  'year',
  'years',
  'payer',
  'email',
] as const satisfies readonly Role[];
export type ValueRole = (typeof VALUES)[number];

/** A line to take into the order. */
export interface ImportedLine {
  number: number;
  /** The look-up's results; empty: the line has no code. */
  results: LookUpResult['results'];
  /** The texts of its columns. */
  values: Readonly<Partial<Record<ValueRole, string>>>;
  /** What becomes of it in the table where no customer is found. */
  text: string;
  /** All of its cells. */
  whole: string;
}

/** A text that means nothing for its row, which keeps what it had. */
export interface UnreadValue {
  number: number;
  role: ValueRole;
  text: string;
}

export interface Imported {
  draft: Draft;
  /** New rows of customers. */
  added: number;
  /** Rows of the order that the file gives other values. */
  changed: number;
  /** Lines whose licences are in the order, or in an earlier line, already. */
  repeated: number;
  unread: UnreadValue[];
  /** Lines without a customer that stay as rows, to be mended in the table. */
  kept: number;
  /** Lines of customers for which the order has no room. */
  beyond: ImportedLine[];
}

/** More lines without a customer than these are another list, and no slips of the pen. */
const MOST_KEPT = 200;

/**
 * Takes lines into an order: the customers' licences that are due, or that the line's plan means, with the line's
 * values; what is in the order already gets the values. In steps. Lines without a customer come last.
 */
export function* withImported(
  signIn: SignIn,
  draft: Draft,
  lines: readonly ImportedLine[],
): Generator<undefined, Imported> {
  const importing = new Importing(signIn, draft);
  const others: ImportedLine[] = [];
  for (const line of lines) {
    const customers = line.results.flatMap((result) =>
      result.outcome === 'found' ? [result.customer] : [],
    );
    if (customers.length === 0) others.push(line);
    for (const customer of customers) importing.take(line, customer);
    yield;
  }
  if (others.length <= MOST_KEPT) for (const line of others) importing.keep(line);
  return importing.result();
}

class Importing {
  readonly #signIn: SignIn;
  readonly #draft: Draft;
  readonly #rows: DraftRow[];
  /** The rows that were there before, by customer; each takes the values of one line. */
  readonly #before: Map<string, number[]>;
  readonly #inOrder: Set<string>;
  readonly #texts: Set<string>;
  #nextKey: number;
  #added = 0;
  #changed = 0;
  #repeated = 0;
  #kept = 0;
  readonly #unread: UnreadValue[] = [];
  readonly #beyond: ImportedLine[] = [];

  constructor(signIn: SignIn, draft: Draft) {
    this.#signIn = signIn;
    this.#draft = draft;
    this.#rows = draft.rows.filter((row) => !isBlank(row));
    const indexes = [...this.#rows.keys()].filter((index) => this.#rows[index]?.customer);
    this.#before = Map.groupBy(indexes, (index) => this.#rows[index]?.customer?.id ?? '');
    this.#inOrder = licensesIn(this.#rows);
    this.#texts = new Set(this.#rows.map(({ text }) => text));
    this.#nextKey = emptyRow(draft.rows).key;
  }

  take(line: ImportedLine, customer: Customer): void {
    const plans = readPlans(line.values.plan ?? '', this.#signIn.plans);
    const licenses = this.#licensesOf(customer, plans, line);
    const isNew = !this.#before.has(customer.id);
    const isUnlicensed = customer.licenses.length === 0 && isNew;
    if (licenses.length === 0 && !isUnlicensed) {
      this.#takeAgain(line, customer, plans);
      return;
    }
    const chosen = isUnlicensed ? [undefined] : licenses;
    if (this.#rows.length + chosen.length > LIMITS.orderLines) {
      this.#beyond.push(line);
      return;
    }
    if (isUnlicensed) this.#before.set(customer.id, []);
    for (const license of chosen) {
      const row = withLicense({ ...emptyRow([]), key: this.#nextKey++ }, customer, license);
      if (license) this.#inOrder.add(license.id);
      this.#rows.push(this.#withValues(row, line));
      this.#added += 1;
    }
  }

  /** Those due; of the plan that the line names, also one that is not. */
  #licensesOf(customer: Customer, plans: readonly Plan[], line: ImportedLine): readonly License[] {
    const due = licensesToRenew(customer, this.#inOrder);
    if (plans.length === 0) return due;
    const isMeant = ({ product }: License) => isOfProduct(line, plans, product);
    const meant = due.filter(isMeant);
    // A name that plans of several products have means each of them; of one product, another line has the next.
    const areSeveral = new Set(meant.map(({ product }) => product.id)).size > 1;
    if (meant.length > 0) return areSeveral ? meant : meant.slice(0, 1);
    const left = customer.licenses.filter(({ id }) => !this.#inOrder.has(id)).find(isMeant);
    // A plan of another product is told as unread, at what is due.
    return left ? [left] : customer.licenses.some(isMeant) ? [] : due;
  }

  /** The customer's licences are in the order: its row of before gets the values, and another line's does not. */
  #takeAgain(line: ImportedLine, customer: Customer, plans: readonly Plan[]): void {
    const indexes = this.#before.get(customer.id) ?? [];
    const index = indexes.find((each) => {
      const product = licenseOf(this.#rows[each] ?? emptyRow([]))?.product;
      return plans.length === 0 || (product !== undefined && isOfProduct(line, plans, product));
    });
    const row = index === undefined ? undefined : this.#rows[index];
    if (index === undefined || !row) {
      this.#repeated += 1;
      return;
    }
    this.#before.set(
      customer.id,
      indexes.filter((each) => each !== index),
    );
    const changed = this.#withValues(row, line);
    if (changed === row) this.#repeated += 1;
    else this.#changed += 1;
    this.#rows[index] = changed;
  }

  /** Keeps a line without a customer as a row with its text, as far as there is room. */
  keep(line: ImportedLine): void {
    if (this.#texts.has(line.text)) {
      this.#repeated += 1;
      return;
    }
    if (this.#rows.length >= LIMITS.orderLines) return;
    this.#texts.add(line.text);
    this.#rows.push({ ...emptyRow([]), key: this.#nextKey++, text: line.text });
    this.#kept += 1;
  }

  #withValues(row: DraftRow, { number, values }: ImportedLine): DraftRow {
    let now = row;
    for (const role of VALUES) {
      const text = values[role]?.trim() ?? '';
      if (text === '') continue;
      const change = this.#changeOf(now, role, text);
      if (change === null) this.#unread.push({ number, role, text });
      else if (Object.keys(change).length > 0) now = { ...now, ...change };
    }
    return now;
  }

  /** The change that gives a row a text's value; empty: it has it; null: the text means no value of the row's. */
  #changeOf(row: DraftRow, role: ValueRole, text: string): Partial<DraftRow> | null {
    if (role === 'email') {
      const email = cleanCode(text);
      if (emailProblem(email)) return null;
      return email === row.recipientEmail ? {} : { recipientEmail: email };
    }
    const value = this.#valueOf(row, role, text);
    if (value === null) return null;
    const field = FIELDS[role];
    // Also of a row with a chosen end date, which its years would end.
    if (presentOf(this.#draft, row, field) === value) return {};
    return rowValue(this.#signIn, this.#draft, row, field, value);
  }

  #valueOf(row: DraftRow, role: Exclude<ValueRole, 'email'>, text: string): string | null {
    const { t, plans } = this.#signIn;
    const textOrNull = (value: number | null) => (value === null ? null : String(value));
    switch (role) {
      case 'plan': {
        const [plan, ...others] = readPlans(text, plansFor(plans, row));
        if (plan === undefined || others.length > 0) return null;
        const product = licenseOf(row)?.product;
        return product === undefined || namesProduct(text, plan, product) ? plan.id : null;
      }
      case 'year':
        return textOrNull(readYear(text));
      case 'years':
        return textOrNull(readYears(text));
      case 'payer':
        return readPayer(text, { firm: t('payer.firm'), owner: t('payer.owner') });
    }
  }

  result(): Imported {
    return {
      draft: { ...this.#draft, rows: this.#rows.length > 0 ? this.#rows : [emptyRow([])] },
      added: this.#added,
      changed: this.#changed,
      repeated: this.#repeated,
      unread: this.#unread,
      kept: this.#kept,
      beyond: this.#beyond,
    };
  }
}

/** Whether a line's plan is one of the product, by what it says before the plan's name. */
function isOfProduct(
  { values }: ImportedLine,
  plans: readonly Plan[],
  product: License['product'],
): boolean {
  return plans.some(
    (plan) => plan.productId === product.id && namesProduct(values.plan ?? '', plan, product),
  );
}

const FIELDS: Record<Exclude<ValueRole, 'email'>, ChoiceField> = {
  plan: 'planId',
  year: 'firstFiscalYear',
  years: 'years',
  payer: 'payer',
};
