import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { LIMITS } from '../../../shared/limits.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { retryNotice } from '../../ui/fault-notice.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { ChangeDraft, Draft } from '../draft/draft.ts';
import type { CellLine } from '../paste/delimited-lines.ts';
import { nextTask } from '../paste/slices.ts';
import { type FileProblem, fileProblemOf } from './file-problem.ts';
import { ImportList, type Outcome } from './import-list.ts';
import { importNotes } from './import-notes.ts';
import { importTable, importTableStyles } from './import-table.ts';
import { leftOver, saveLeftOver } from './left-over.ts';
import { fillMerged } from './merged-cells.ts';
import { openFile, openText } from './open-file.ts';
import { tableIn } from './reading/pasted-html.ts';
import type { Workbook } from './xlsx/read-xlsx.ts';

/** A file, or a table that was pasted. */
export type Source = File | string;

/** The parts of the source to read. */
interface Asked {
  sheet: number | null;
  withHidden: boolean;
  /** The former list of the same sheet. */
  former: ImportList | null;
}

/** Shows the contents of a file or a pasted table for correction, and takes them into the order. */
export class ImportDialog extends StyledElement {
  static readonly tag = 'renewal-import-dialog';
  static override styles = [
    tokens,
    allControls,
    importTableStyles,
    css`
      dialog {
        width: min(1160px, calc(100% - 24px));
      }
      .facts select,
      ul.left select {
        width: auto;
        max-width: 100%;
      }
      /* A long line is cut, and widens nothing. */
      form,
      section,
      ul.left {
        grid-template-columns: minmax(0, 1fr);
      }
      ul.left {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      ul.left .whole {
        flex: 1 1 240px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      ul.left input {
        width: 180px;
      }
      /* The buttons to take the list, or to leave it, are in sight however long it is. */
      .foot {
        position: sticky;
        inset-block-end: -20px;
        margin-block-end: -20px;
        padding-block: 10px 20px;
        background: var(--surface);
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) onDraft: ChangeDraft = async () => {};
  /** Called once the list was taken and the dialog is closed. */
  @property({ attribute: false }) onAdded: () => void = () => {};
  /** Announces the result. */
  @property({ attribute: false }) onSay: (text: string) => void = () => {};

  @state() private source: Source = '';
  /** The workbook that was read; null: a text. */
  @state() private workbook: Workbook | null = null;
  @state() private list: ImportList | null = null;
  /** The order with the list in it; null: not known yet. */
  @state() private outcome: Outcome | null = null;
  @state() private problem: FileProblem | null = null;
  /** The reason why a typed code mends no line, by the line's number. */
  @state() private notFound: ReadonlySet<number> = new Set();
  @query('dialog') private dialog!: HTMLDialogElement;
  /** The list before the one that is being read. */
  #former: ImportList | null = null;

  readonly #opening = new CallController(this, {
    kind: 'question',
    run: async (signal: AbortSignal, source: Source, { sheet, withHidden, former }: Asked) => {
      const lines: CellLine[] = [];
      const onLines = (some: readonly CellLine[]) => void lines.push(...some);
      const list = new ImportList({
        signIn: this.signIn,
        signal,
        onChange: () => this.requestUpdate(),
        former,
      });
      try {
        const workbook =
          typeof source === 'string'
            ? await openText(source, { signal, onLines })
            : await openFile(source, { sheet, withHidden, signal, onLines });
        signal.throwIfAborted();
        if (workbook) fillMerged(lines, workbook.merged);
        this.workbook = workbook ?? null;
      } catch (error) {
        signal.throwIfAborted();
        const problem = fileProblemOf(error);
        if (problem === undefined) throw error;
        this.problem = problem;
        return;
      }
      this.list = list;
      await nextTask();
      await list.take(lines);
    },
    done: () => this.#weigh(),
  });
  readonly #changing = new CallController(this, {
    kind: 'question',
    run: async (_signal: AbortSignal, change: () => Promise<unknown>) => await change(),
    done: () => this.#weigh(),
  });
  readonly #weighing = new CallController(this, {
    kind: 'question',
    run: async (signal: AbortSignal, list: ImportList) => await list.outcome(this.draft, signal),
    done: (outcome) => {
      this.outcome = outcome;
    },
  });

  readonly #saving = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, list: ImportList, outcome: Outcome) =>
      await saveLeftOver(this.signIn, list, outcome),
  });

  async show(source: Source, asHtml = ''): Promise<void> {
    await this.updateComplete;
    this.source = typeof source === 'string' ? tableIn(source, asHtml) : source;
    showModal(this.dialog);
    this.#open({ sheet: null, withHidden: false, former: null });
  }

  #open(asked: Asked): void {
    this.list = null;
    this.outcome = null;
    this.problem = null;
    this.#former = asked.former;
    void this.#opening.start(this.source, asked);
  }

  #openSheet(sheet: number): void {
    this.notFound = new Set();
    // Facts about the former sheet do not hold for this one.
    if (this.workbook) this.workbook = { ...this.workbook, sheet, hidden: 0 };
    this.#open({ sheet, withHidden: false, former: null });
  }

  #takeHidden(workbook: Workbook, withHidden: boolean): void {
    this.workbook = { ...workbook, withHidden };
    this.#open({ sheet: workbook.sheet, withHidden, former: this.list ?? this.#former });
  }

  #takeNotRenewed(list: ImportList): void {
    list.takesNotRenewed = !list.takesNotRenewed;
    this.#weigh();
    this.requestUpdate();
  }

  /** Computes the order with the list in it. */
  #weigh(): void {
    if (this.list?.isReady) void this.#weighing.start(this.list);
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Another tab may change the order meanwhile.
    if (changed.has('draft')) this.#weigh();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { source, list, outcome, workbook } = this;
    const count = outcome ? countOf(outcome) : 0;
    const isBusy = this.#opening.isBusy || this.#changing.isBusy || this.#weighing.isBusy;
    return html`<dialog aria-labelledby="title" @close=${this.#handleClose}>
      <form method="dialog" class="stack" novalidate @submit=${this.#handleSubmit}>
        <h2 id="title" tabindex="-1">${t('import.title')}</h2>
        <div class="row facts">
          ${typeof source === 'string' ? nothing : html`<span class="muted">${source.name}</span>`}
          ${workbook && workbook.sheets.length > 1 ? this.#renderSheets(workbook) : nothing}
        </div>
        <p role="status">${this.#statusText()}</p>
        ${importNotes(this.signIn, {
          shared: outcome?.imported.shared ?? [],
          byName: outcome?.byName ?? [],
          notRenewed: outcome?.notRenewed ?? [],
          takesNotRenewed: list?.takesNotRenewed ?? false,
          hidden: workbook?.hidden ?? 0,
          withHidden: workbook?.withHidden ?? false,
          isAll: list?.progress.lines === workbook?.hidden,
          onHidden: () => workbook && this.#takeHidden(workbook, !workbook.withHidden),
          onNotRenewed: () => list && this.#takeNotRenewed(list),
        })}
        <div class="live" role="alert">
          ${this.problem ? html`<p class="notice bad">${t(`import.problem.${this.problem}`)}</p>` : nothing}
          ${retryNotice(t, this.#opening, this.#changing, this.#weighing, this.#saving)}
        </div>
        ${
          list
            ? importTable(this.signIn, list, (column, role) => {
                this.outcome = null;
                void this.#changing.start(() => list.setRole(column, role));
              })
            : nothing
        }
        ${
          list && outcome
            ? leftOver(this.signIn, outcome, {
                notFound: this.notFound,
                onMend: (number, text) => this.#mend(list, number, text),
                onSave: () => void this.#saving.start(list, outcome),
              })
            : nothing
        }
        <div class="row foot">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          <button class="primary" aria-disabled=${count === 0 || isBusy}>
            ${t('import.add', { count: count })}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  #renderSheets({ sheets, sheet }: Workbook): TemplateResult {
    return html`<label class="row">
      <span class="muted">${this.signIn.t('import.sheet')}</span>
      <select @change=${(event: Event) => this.#openSheet(Number((event.target as HTMLSelectElement).value))}>
        ${sheets.map(
          (name, index) =>
            html`<option value=${index} ?selected=${index === sheet}>${name}</option>`,
        )}
      </select>
    </label>`;
  }

  #statusText(): string {
    const { t } = this.signIn;
    const { list, outcome } = this;
    if (this.problem) return '';
    if (!list) return this.#opening.isBusy ? t('import.reading') : '';
    const { done, lines } = list.progress;
    if (!outcome) {
      return t('import.lookingUp', { done: done, lines: lines });
    }
    const { added, changed, repeated, unread } = outcome.imported;
    const unknown = outcome.unknown.length;
    // These are listed below the table, which is long for a person who listens.
    return [
      `${countsText(t, { added, changed, repeated, skipped: outcome.skipped })}.`,
      unknown > 0 && `${t('import.unknown.title', { count: unknown })}.`,
      unread.length > 0 && `${t('import.unread.title', { count: unread.length })}.`,
    ]
      .filter(Boolean)
      .join(' ');
  }

  #mend(list: ImportList, number: number, text: string): void {
    void this.#changing.start(async () => {
      const isFound = await list.mend(number, text);
      const notFound = new Set(this.notFound);
      if (isFound) notFound.delete(number);
      else notFound.add(number);
      this.notFound = notFound;
    });
  }

  async #handleSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { outcome } = this;
    const isBusy = this.#opening.isBusy || this.#changing.isBusy || this.#weighing.isBusy;
    if (!outcome || isBusy || countOf(outcome) === 0) return;
    const { draft, added, changed, repeated, kept } = outcome.imported;
    this.dialog.close();
    await this.onDraft(() => ({ rows: draft.rows }));
    const { t } = this.signIn;
    const said = [t('import.done', { counts: countsText(t, { added, changed, repeated }) })];
    if (kept > 0) said.push(t('import.kept', { count: kept }));
    const left = outcome.imported.beyond.length;
    if (left > 0) {
      said.push(t('import.left', { count: left, most: LIMITS.orderLines }));
    }
    this.onSay(said.join(' '));
    this.onAdded();
  }

  /** Nothing of a closed list continues. */
  readonly #handleClose = (): void => {
    // The close event comes a moment later.
    if (this.dialog.open) return;
    for (const call of [this.#opening, this.#changing, this.#weighing]) call.drop();
    this.list = null;
    this.#former = null;
    this.outcome = null;
    this.workbook = null;
    this.source = '';
  };
}

/** Lines that change the order. */
function countOf({ imported: { added, changed, kept } }: Outcome): number {
  return added + changed + kept;
}

/** New rows, and what else there is of the list. */
function countsText(
  t: SignIn['t'],
  counts: Partial<Record<'added' | 'changed' | 'repeated' | 'skipped', number>>,
): string {
  const names = ['added', 'changed', 'repeated', 'skipped'] as const;
  return names
    .map((name) => [name, counts[name] ?? 0] as const)
    .filter(([name, count]) => name === 'added' || count > 0)
    .map(([name, count]) => t(`import.count.${name}`, { count }))
    .join('; ');
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-import-dialog': ImportDialog;
  }
}
