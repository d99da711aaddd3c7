import { html, type LitElement, nothing, type ReactiveController } from 'lit';
import { type FormSignIn, type SignIn, saysAll } from '../../api/sign-in.ts';
import { afterDialog } from '../../ui/after-dialog.ts';
import type { ChangeDraft, Draft, DraftChange, DraftRow } from '../draft/draft.ts';
import { withRows } from '../draft/with-rows.ts';
import { isShort, type RowEffect } from '../rows/row-term.ts';
import type { LineProblem } from '../table/row-problems.ts';
import { rowKeyOf } from './cell-at.ts';
import { longerTerm } from './longer-term.ts';
import {
  mended,
  type ProblemGroup,
  problemGroups,
  type Remedy,
  remediesOf,
  rowsWithoutEmail,
} from './problem-groups.ts';
import { type GroupAction, type GroupView, groupsView, groupText } from './row-groups-view.ts';
import { SEARCH, ShownRows } from './shown-rows.ts';

export interface RowGroupsHost extends LitElement {
  readonly signIn: FormSignIn;
  readonly draft: Draft;
  readonly quotes: { refresh(): void };
  /** Rows with a problem, by key. */
  readonly problems: { rows: ReadonlyMap<number, LineProblem> };
  onDraft: ChangeDraft;
  onOpenOrder(orderId: string): void;
  effectOf(row: DraftRow): RowEffect | null;
  say(text: string): void;
  readonly table: LitElement;
  /** Focuses the field of a row's problem; without a problem, its customer. */
  focusProblem(key: number): Promise<void>;
}

/** Rows to look at before ordering, as groups: each is shown alone, or mended, by one press. */
export class RowGroups implements ReactiveController {
  readonly #host: RowGroupsHost;
  readonly filters = new ShownRows();
  readonly #say = afterDialog((text) => this.#host.say(text));
  #problems: readonly ProblemGroup[] = [];
  #short: readonly DraftRow[] = [];
  #withoutEmail: readonly DraftRow[] = [];

  constructor(host: RowGroupsHost) {
    this.#host = host;
    host.addController(this);
    host.addEventListener('keydown', (event) => this.#handleKeydown(event));
  }

  hostUpdate(): void {
    const { draft, problems } = this.#host;
    this.#problems = problemGroups(problems.rows);
    // A row with a common end date is short by choice.
    this.#short = draft.rows.filter(
      (row) => row.until === null && isShort(this.#host.effectOf(row)),
    );
    this.#withoutEmail = rowsWithoutEmail(draft);
  }

  /** The rows that the table shows. */
  shown(rows: readonly DraftRow[]): readonly DraftRow[] {
    return this.filters.of(rows);
  }

  /** @param column whose filter it is; empty: in the place of all filters */
  showOnly(keys: ReadonlySet<number>, column = ''): void {
    this.filters.showOnly(keys, this.#host.draft.rows, column);
    this.#host.requestUpdate();
  }

  showAll(column?: string): void {
    this.filters.showAll(column);
    this.#host.requestUpdate();
  }

  render(): unknown {
    const { signIn, draft } = this.#host;
    if (!saysAll(signIn)) return nothing;
    const toSee = this.#toSee();
    // Shown above a search, it would push the field away from the person who types.
    if (toSee.size === 0 && !this.filters.isPartWithout(SEARCH)) return nothing;
    const view = groupsView(signIn.t, this.#groups(signIn), {
      toSee: toSee.size,
      all: draft.rows.length,
      shown: this.filters.isPart ? this.shown(draft.rows).length : null,
      onShowAll: () => this.#leavePart(),
      onShowToSee: () => this.#show(toSee),
      onNext: () => this.#focusNext(null, 1),
    });
    return html`<div>
      ${view}
      <renewal-emails-dialog
        .signIn=${signIn}
        .onDraft=${this.#host.onDraft}
        .onSay=${this.#say}
      ></renewal-emails-dialog>
    </div>`;
  }

  /** The pressed button disappears where no rows are left to look at. */
  async #leavePart(): Promise<void> {
    this.showAll();
    await this.#host.updateComplete;
    if (!this.#host.shadowRoot?.activeElement) this.focusTable();
  }

  /** Focuses the cell of the table that is in the tab order. */
  focusTable(): void {
    const { table } = this.#host;
    table.renderRoot.querySelector<HTMLElement>('td[tabindex="0"]')?.focus({ preventScroll: true });
  }

  /** Keys of all rows in a group. */
  #toSee(): ReadonlySet<number> {
    const rows = [...this.#short, ...this.#withoutEmail];
    return new Set([...this.#host.problems.rows.keys(), ...rows.map(({ key }) => key)]);
  }

  #groups(signIn: SignIn): GroupView[] {
    return [
      ...this.#problems.map((group) => this.#problemView(signIn, group)),
      ...this.#emailView(signIn),
      ...this.#shortView(signIn),
    ];
  }

  #problemView({ t }: SignIn, group: ProblemGroup): GroupView {
    const { order, keys } = group;
    const actions = remediesOf(group).map(
      (remedy): GroupAction => ({
        text: t(`group.do.${remedy}`),
        run: () => this.#mend(group, remedy),
      }),
    );
    if (order) {
      const run = () => this.#host.onOpenOrder(order.id);
      actions.push({ text: t('group.openOrder'), run });
    }
    const text = groupText(t, group);
    return { isBad: true, text, actions: [...actions, ...this.#showAction(t, keys)] };
  }

  #emailView({ t }: SignIn): GroupView[] {
    const rows = this.#withoutEmail;
    if (rows.length === 0) return [];
    const count = new Set(rows.map(({ customer }) => customer?.id)).size;
    const enter = { text: t('group.do.emails'), run: () => this.#askForEmails(rows) };
    const keys = rows.map(({ key }) => key);
    const actions = [enter, ...this.#showAction(t, keys)];
    return [{ isBad: false, text: t('group.emails', { count }), actions }];
  }

  #shortView(signIn: SignIn): GroupView[] {
    const rows = this.#short;
    const { t } = signIn;
    if (rows.length === 0) return [];
    const terms = new Map(rows.map((row) => [row.key, longerTerm(signIn, row)]));
    const changed = rows.filter(({ key }) => terms.get(key));
    const longer = changed.filter(({ key, years }) => (terms.get(key)?.years ?? 0) > years).length;
    const later = changed.length - longer;
    const how = [
      ...(later > 0 ? [t('group.short.later', { count: later })] : []),
      ...(longer > 0 ? [t('group.short.longer', { count: longer })] : []),
    ].join('; ');
    const note = `${t('group.short.price')} ${how && t('group.short.how', { how })}`;
    const change: DraftChange = (draft) =>
      withRows(draft, new Set(terms.keys()), ({ key }) => terms.get(key) ?? null);
    const count = changed.length;
    const run = () => this.change(change, t('bulk.changed', { count }));
    return [
      {
        isBad: false,
        text: t('group.short', { count: rows.length }),
        note,
        actions: [
          ...(count > 0 ? [{ text: t('group.do.longer', { count }), run }] : []),
          ...this.#showAction(t, [...terms.keys()]),
        ],
      },
    ];
  }

  #askForEmails(rows: readonly DraftRow[]): unknown {
    return this.#host.renderRoot.querySelector('renewal-emails-dialog')?.show(rows);
  }

  /** A group of all rows can't be shown alone. */
  #showAction(t: SignIn['t'], keys: readonly number[]): GroupAction[] {
    if (keys.length === this.#host.draft.rows.length) return [];
    return [{ text: t('group.show'), run: () => this.#show(new Set(keys)) }];
  }

  async #show(keys: ReadonlySet<number>): Promise<void> {
    const host = this.#host;
    this.showOnly(keys);
    await host.updateComplete;
    await this.#focusNext(null, 1);
  }

  async #mend(group: ProblemGroup, remedy: Remedy): Promise<void> {
    const { signIn, problems, quotes } = this.#host;
    if (!saysAll(signIn)) return;
    const count = group.keys.length;
    const said = signIn.t(remedy === 'remove' ? 'bulk.removed' : 'bulk.changed', { count });
    await this.change(mended(signIn, group, problems.rows, remedy), said);
    if (remedy === 'expiry') quotes.refresh();
  }

  /** The pressed button disappears with its rows: the focus moves to the remaining groups, or to the undo button. */
  async change(
    change: DraftChange,
    said: string,
    next = '.groups button, button[name=undo]',
  ): Promise<void> {
    const host = this.#host;
    await host.onDraft(change);
    host.say(said);
    await host.updateComplete;
    if (host.shadowRoot?.activeElement) return;
    host.renderRoot.querySelector<HTMLElement>(next)?.focus();
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'F8') return;
    event.preventDefault();
    void this.#focusNext(rowKeyOf(event), event.shiftKey ? -1 : 1);
  }

  /** Goes from a row to the next, or the former, that is to be looked at; after the last to the first. */
  async #focusNext(from: number | null, step: 1 | -1): Promise<void> {
    const toSee = this.#toSee();
    const rows = this.shown(this.#host.draft.rows);
    const at = rows.findIndex(({ key }) => key === from);
    const start = at < 0 && step < 0 ? rows.length : at;
    for (let n = 1; n <= rows.length; n++) {
      const row = rows[(start + n * step + rows.length * 2) % rows.length];
      if (row && toSee.has(row.key)) return this.#host.focusProblem(row.key);
    }
  }
}
