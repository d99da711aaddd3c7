import { type LitElement, nothing, type ReactiveController } from 'lit';
import { daysGainedBy, defaultFiscalYear, isShortGain } from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { type FormSignIn, saysAll } from '../../api/sign-in.ts';
import type { Draft, DraftChange, DraftRow } from '../draft/draft.ts';
import { isShort, type RowEffect, situationOf } from '../rows/row-term.ts';
import { type ShortRowsView, shortRowsBanner } from './short-rows-banner.ts';

type Term = Pick<DraftRow, 'firstFiscalYear' | 'years'>;

export interface ShortRowsHost extends LitElement {
  signIn: FormSignIn;
  draft: Draft;
  onDraft(change: DraftChange): Promise<unknown>;
  effectOf(row: DraftRow): RowEffect | null;
}

/** Counts the rows that add less than six months, shows them alone, changes them all at once, and undoes it. */
export class ShortRows implements ReactiveController {
  readonly #host: ShortRowsHost;
  /** Keys of the other rows, hidden while the short ones are shown alone. Rows added meanwhile are not hidden. */
  #hidden: ReadonlySet<number> = new Set();
  #changed: readonly { key: number; before: Term; after: Term }[] = [];
  #short: readonly DraftRow[] = [];

  constructor(host: ShortRowsHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const { draft } = this.#host;
    // A row with a common end date is short by choice.
    this.#short = draft.rows.filter(
      (row) => row.until === null && isShort(this.#host.effectOf(row)),
    );
    if (this.shown(draft.rows).length === 0) this.#hidden = new Set();
  }

  /** The rows that are not hidden. */
  shown(rows: readonly DraftRow[]): readonly DraftRow[] {
    if (this.#hidden.size === 0) return rows;
    return rows.filter((row) => !this.#hidden.has(row.key));
  }

  showAll(): void {
    this.#hidden = new Set();
    this.#host.requestUpdate();
  }

  render(): unknown {
    const view = this.#view();
    const { signIn } = this.#host;
    return view && saysAll(signIn) ? shortRowsBanner(signIn.t, view) : nothing;
  }

  /** Null when the banner has nothing to say. */
  #view(): ShortRowsView | null {
    const undoable = this.#undoable().size;
    const isAlone = this.#hidden.size > 0;
    if (this.#short.length === 0 && undoable === 0 && !isAlone) return null;
    const terms = this.#short.flatMap((row) => {
      const after = longerTerm(this.#host.signIn, row);
      return after ? [{ row, after }] : [];
    });
    const longer = terms.filter(({ row, after }) => after.years > row.years).length;
    return {
      count: this.#short.length,
      later: terms.length - longer,
      longer,
      undoable,
      isAlone,
      hasOthers: this.#short.length < this.#host.draft.rows.length,
      onChangeAll: () => this.#changeAll(),
      onUndo: () => this.#undo(),
      onToggle: () => this.#toggle(),
    };
  }

  #toggle(): void {
    const short = new Set(this.#short.map(({ key }) => key));
    const others = this.#host.draft.rows.filter(({ key }) => !short.has(key));
    this.#hidden = new Set(this.#hidden.size > 0 ? [] : others.map(({ key }) => key));
    this.#host.requestUpdate();
  }

  async #changeAll(): Promise<void> {
    const changes = this.#short.flatMap((row) => {
      const after = longerTerm(this.#host.signIn, row);
      const { key, firstFiscalYear, years } = row;
      return after ? [{ key, before: { firstFiscalYear, years }, after }] : [];
    });
    this.#changed = changes;
    await this.#set(new Map(changes.map(({ key, after }) => [key, after])));
  }

  async #undo(): Promise<void> {
    const before = this.#undoable();
    this.#changed = [];
    await this.#set(before);
  }

  /** The former terms of the rows that nobody has edited since the last change of all. */
  #undoable(): ReadonlyMap<number, Term> {
    const rows = new Map(this.#host.draft.rows.map((row) => [row.key, row]));
    const unchanged = this.#changed.filter(({ key, after }) => {
      const row = rows.get(key);
      return row?.firstFiscalYear === after.firstFiscalYear && row.years === after.years;
    });
    return new Map(unchanged.map(({ key, before }) => [key, before]));
  }

  /** The pressed button may disappear, so the focus moves to the first button left. */
  async #set(terms: ReadonlyMap<number, Term>): Promise<void> {
    const host = this.#host;
    await host.onDraft(({ rows }) => ({
      rows: rows.map((row) => ({ ...row, ...terms.get(row.key) })),
    }));
    await host.updateComplete;
    host.renderRoot.querySelector<HTMLElement>('.short-rows button')?.focus();
  }
}

/**
 * The shortest term with which a row adds six months: from the default year on, with as many years as it takes, and
 * no fewer than chosen. Null where none does.
 */
export function longerTerm(
  terms: Pick<FormSignIn, 'plans' | 'whoAmI'>,
  row: DraftRow,
): Pick<DraftRow, 'firstFiscalYear' | 'years'> | null {
  const situation = situationOf(terms, row);
  if (!situation) return null;
  const firstFiscalYear = defaultFiscalYear(situation).fiscalYear;
  for (let { years } = row; years <= LIMITS.years; years++) {
    const last = firstFiscalYear + years - 1;
    if (!isShortGain(daysGainedBy(last, situation))) return { firstFiscalYear, years };
  }
  return null;
}
