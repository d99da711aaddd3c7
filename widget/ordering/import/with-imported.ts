import { LIMITS } from '../../../shared/limits.ts';
import type { Plan } from '../../../shared/schemas/catalog.ts';
import type { Customer, License, LookUpResult } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { type Draft, type DraftRow, emptyRow, isBlank } from '../draft/draft.ts';
import { licenseOf, licensesIn, licensesToRenew, withLicense } from '../draft/row-license.ts';
import type { Alike } from './by-name.ts';
import { type LineValues, VALUES, type ValueRole, withValues } from './reading/line-values.ts';
import { isProduct, namesProduct, readPlans } from './reading/read-values.ts';

/** A line to take into the order. */
export interface ImportedLine {
  number: number;
  /** The look-up's results; empty: the line has no code. */
  results: LookUpResult['results'];
  /** The texts of its columns. */
  values: LineValues;
  /** The line's outcome in the table where no customer is found. */
  text: string;
  /** All of its cells. */
  whole: string;
  /** Whether the customer was found by its name. */
  isByName?: boolean;
  /** Customers that have its name. */
  alike?: Alike | undefined;
}

/** A text without a meaning for its row, which keeps its own value. */
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
  /** Numbers of the lines whose values several licences get, since they name no single product. */
  shared: number[];
  /** Lines without a customer that stay as rows, to be mended in the table. */
  kept: number;
  /** Lines of customers for which the order has no room. */
  beyond: ImportedLine[];
}

/** Most lines without a customer that are taken for slips of the pen: more of them mean another list. */
const MOST_KEPT = 200;

/**
 * Takes lines into an order, in steps: adds the customers' licences that are due, or that the line's plan means, with
 * the line's values; licences that are in the order already get the values. Lines without a customer come last.
 */
export function* withImported(
  signIn: SignIn,
  draft: Draft,
  lines: readonly ImportedLine[],
): Generator<undefined, Imported> {
  const importing = new Importing(signIn, draft, yield* countLines(lines));
  const others: ImportedLine[] = [];
  for (const line of lines) {
    const customers = customersOf(line);
    if (customers.length === 0) others.push(line);
    for (const customer of customers) importing.take(line, customer);
    yield;
  }
  if (others.length <= MOST_KEPT) for (const line of others) importing.keep(line);
  return importing.result();
}

function customersOf({ results }: ImportedLine): Customer[] {
  return results.flatMap((result) => (result.outcome === 'found' ? [result.customer] : []));
}

/** Number of lines of each customer. */
function* countLines(lines: readonly ImportedLine[]): Generator<undefined, Map<string, number>> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    for (const { id } of customersOf(line)) counts.set(id, (counts.get(id) ?? 0) + 1);
    yield;
  }
  return counts;
}

/** Whether a licence is of the product that a line names, or of that of its plan; null: the line names none. */
type IsNamed = ((license: License) => boolean) | null;

class Importing {
  readonly #signIn: SignIn;
  readonly #draft: Draft;
  readonly #rows: DraftRow[];
  /** Number of lines of each customer. */
  readonly #lines: ReadonlyMap<string, number>;
  /** The former rows, by customer; each takes the values of one line. */
  readonly #before: Map<string, number[]>;
  readonly #inOrder: Set<string>;
  readonly #texts: Set<string>;
  #nextKey: number;
  #added = 0;
  #changed = 0;
  #repeated = 0;
  #kept = 0;
  readonly #unread: UnreadValue[] = [];
  readonly #shared: number[] = [];
  readonly #beyond: ImportedLine[] = [];

  constructor(signIn: SignIn, draft: Draft, lines: ReadonlyMap<string, number>) {
    this.#signIn = signIn;
    this.#lines = lines;
    this.#draft = draft;
    this.#rows = draft.rows.filter((row) => !isBlank(row));
    const indexes = [...this.#rows.keys()].filter((index) => this.#rows[index]?.customer);
    this.#before = Map.groupBy(indexes, (index) => this.#rows[index]?.customer?.id ?? '');
    this.#inOrder = licensesIn(this.#rows);
    this.#texts = new Set(this.#rows.map(({ text }) => text));
    this.#nextKey = emptyRow(draft.rows).key;
  }

  take(line: ImportedLine, customer: Customer): void {
    const named = this.#namedBy(line, customer);
    const rows = this.#rowsOf(customer, named);
    const changes = this.#takeAgain(line, customer, rows);
    const isUnlicensed = customer.licenses.length === 0 && !this.#before.has(customer.id);
    const licenses =
      rows.length === 0 || this.#meansAll(customer, named) ? this.#licensesOf(customer, named) : [];
    const chosen = isUnlicensed ? [undefined] : licenses;
    if (chosen.length === 0) {
      if (changes === 0) this.#repeated += 1;
    } else if (this.#rows.length + chosen.length > LIMITS.orderLines) this.#beyond.push(line);
    else this.#add(line, customer, chosen);
    const hasValues = Object.values(line.values).some((text) => text.trim() !== '');
    if (hasValues && rows.length + chosen.length > 1) this.#shared.push(line.number);
  }

  #namedBy(line: ImportedLine, { licenses }: Customer): IsNamed {
    const plans = readPlans(line.values.plan ?? '', this.#signIn.plans);
    const isNamed = ({ product }: License) => isOfProduct(line, plans, product);
    return plans.length > 0 || licenses.some(isNamed) ? isNamed : null;
  }

  #add(line: ImportedLine, customer: Customer, licenses: readonly (License | undefined)[]): void {
    if (customer.licenses.length === 0) this.#before.set(customer.id, []);
    for (const license of licenses) {
      const row = withLicense({ ...emptyRow([]), key: this.#nextKey++ }, customer, license);
      if (license) this.#inOrder.add(license.id);
      this.#rows.push(this.#withValues(row, line));
      this.#added += 1;
    }
  }

  /** Those due; of the plan that the line names, also one that is not. */
  #licensesOf(customer: Customer, isNamed: IsNamed): readonly License[] {
    const due = licensesToRenew(customer, this.#inOrder);
    if (isNamed === null) return due;
    const meant = due.filter(isNamed);
    // A name that plans of several products have means each of them; if they are of one product, another line has the
    // next.
    if (meant.length > 0) return areOfSeveral(meant) ? meant : meant.slice(0, 1);
    const left = customer.licenses.filter(({ id }) => !this.#inOrder.has(id)).find(isNamed);
    // A plan of another product is reported as unread, and the due licence is taken.
    return left ? [left] : customer.licenses.some(isNamed) ? [] : due;
  }

  /**
   * The former rows that get a line's values: those of the product that it names, or all of its customer's. If the list
   * has several lines of one customer, each has one of the rows.
   */
  #rowsOf(customer: Customer, isNamed: IsNamed): readonly number[] {
    const rows = (this.#before.get(customer.id) ?? []).filter((index) => {
      const license = licenseOf(this.#rows[index] ?? emptyRow([]));
      return isNamed === null || (license !== undefined && isNamed(license));
    });
    return this.#lines.get(customer.id) === 1 ? rows : rows.slice(0, 1);
  }

  /**
   * Whether a line stands for all its customer's renewals: it is the customer's only one in the list, and names no
   * single product.
   */
  #meansAll(customer: Customer, isNamed: IsNamed): boolean {
    if (this.#lines.get(customer.id) !== 1) return false;
    return isNamed === null || areOfSeveral(customer.licenses.filter(isNamed));
  }

  /**
   * Gives former rows a line's values; no other line changes them.
   *
   * @returns the number of rows changed
   */
  #takeAgain(line: ImportedLine, customer: Customer, indexes: readonly number[]): number {
    let changes = 0;
    for (const index of indexes) {
      const row = this.#rows[index];
      if (!row) continue;
      const changed = this.#withValues(row, line);
      if (changed !== row) changes += 1;
      this.#rows[index] = changed;
    }
    const before = this.#before.get(customer.id);
    const left = before?.filter((index) => !indexes.includes(index));
    if (left) this.#before.set(customer.id, left);
    this.#changed += changes;
    return changes;
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
    const given = withValues(this.#signIn, this.#draft, row, values);
    for (const role of given.unread) {
      // Told once, however many rows the line is for.
      const isTold = this.#unread
        .slice(-VALUES.length)
        .some((told) => told.number === number && told.role === role);
      if (!isTold) this.#unread.push({ number, role, text: values[role]?.trim() ?? '' });
    }
    return given.row;
  }

  result(): Imported {
    return {
      draft: { ...this.#draft, rows: this.#rows.length > 0 ? this.#rows : [emptyRow([])] },
      added: this.#added,
      changed: this.#changed,
      repeated: this.#repeated,
      unread: this.#unread,
      shared: this.#shared,
      kept: this.#kept,
      beyond: this.#beyond,
    };
  }
}

function areOfSeveral(licenses: readonly License[]): boolean {
  return new Set(licenses.map(({ product }) => product.id)).size > 1;
}

/** Whether a line's plan is the product's own name, or one of its plans, by what it says before the plan's name. */
function isOfProduct(
  { values }: ImportedLine,
  plans: readonly Plan[],
  product: License['product'],
): boolean {
  if (isProduct(values.plan ?? '', product)) return true;
  return plans.some(
    (plan) => plan.productId === product.id && namesProduct(values.plan ?? '', plan, product),
  );
}
