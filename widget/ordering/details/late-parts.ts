import { CallController, type CallHost } from '../../api/call-controller.ts';
import { withTexts } from '../../api/sign-in.ts';
import { registerInner } from '../../register.ts';
import type { StyledElement } from '../../ui/styled-element.ts';
import { whenIdle } from '../../ui/when-idle.ts';
import type { CellEditHost } from '../bulk/cell-edit.ts';
import type { DropFilesHost } from '../bulk/drop-files.ts';
import type { ExportRows, ExportRowsHost } from '../bulk/export-rows.ts';
import type { FindRows, FindRowsHost } from '../bulk/find-rows.ts';
import type { RowGroups, RowGroupsHost } from '../bulk/row-groups.ts';
import type { Undo, UndoHost } from '../bulk/undo.ts';
import type { BulkEdit } from './bulk-edit.ts';
import type { SightHost } from './focus-in-sight.ts';
import type { LateRows, LateRowsHost } from './late-rows.ts';

export type LateViews = typeof import('./late-views.ts');

/** A key, or a text that was pasted, and the cell or the list that had the focus. */
export type EarlyInput = readonly [
  at: HTMLElement,
  event: KeyboardEvent,
  text: string | undefined,
  asHtml: string | undefined,
];

/** The parts of Khai báo that are not shown at first, loaded when something needs them or the page is idle. */
export class LateParts {
  /** Null until loaded. */
  views: LateViews | null = null;
  /** The rows to look at, in groups; null until loaded. */
  groups: RowGroups | null = null;
  /** The later parts of rows; null until loaded. */
  rows: LateRows | null = null;
  /** The ticked rows; null until loaded. */
  bulk: BulkEdit | null = null;
  /** The search in the table; null until loaded. */
  find: FindRows | null = null;
  /** Undo and redo; null until loaded. */
  undo: Undo | null = null;
  /** Saving the rows as a file; null until loaded. */
  exports: ExportRows | null = null;

  /** Without these parts the order can't be corrected, or not even be read: a failed load is shown. */
  #areNeeded = false;
  /** Whether the page has been idle since its first paint: loading no longer delays it. */
  #isIdle = false;
  readonly #loading: CallController<[], LateViews>;
  readonly #early: EarlyInput[] = [];

  constructor(
    host: LateRowsHost &
      RowGroupsHost &
      CellEditHost &
      UndoHost &
      ExportRowsHost &
      FindRowsHost &
      DropFilesHost &
      SightHost &
      CallHost &
      StyledElement,
  ) {
    this.#loading = new CallController(host, {
      kind: 'question',
      run: () => withTexts(host.signIn, import('./late-views.ts')),
      done: (views) => {
        this.views = views;
        host.addStyles(views.lateStyles);
        const { EmailsDialog, SelectionBar, BulkPartiesDialog, CommonEndDialog } = views;
        const elements = [EmailsDialog, SelectionBar, BulkPartiesDialog, CommonEndDialog];
        for (const element of elements) registerInner(element);
        this.groups = new views.RowGroups(host);
        this.rows = new views.LateRows(host);
        this.bulk = new views.BulkEdit(host, this.groups);
        this.find = new views.FindRows(host, this.groups);
        this.undo = new views.Undo(host);
        this.exports = new views.ExportRows(host);
        new views.DropFiles(host);
        new views.FocusInSight(host);
        void views.repeatInput(host, this.bulk.cells, this.#early.splice(0));
      },
      failed: () => {
        // Repeated after a later load, the keys would come as a surprise.
        this.#early.length = 0;
        return !this.#areNeeded;
      },
    });
  }

  /** Keeps input to the table that comes before the parts that handle it. */
  readonly keep = (event: KeyboardEvent | ClipboardEvent): void => {
    const at = (event.currentTarget as HTMLElement).shadowRoot?.activeElement as HTMLElement | null;
    if (this.views || !at?.matches('td, select')) return;
    void this.loadNeeded();
    const { clipboardData } = event as ClipboardEvent;
    const text = clipboardData?.getData('text');
    const isKept = text === undefined ? isRepeated(event as KeyboardEvent, at) : text !== '';
    const asHtml = clipboardData?.getData('text/html');
    if (isKept) this.#early.push([at, event as KeyboardEvent, text, asHtml]);
  };

  /** The reason why needed parts could not be loaded; empty without a fault. */
  get text(): string {
    return this.#loading.text;
  }

  /** Called at every change, so that a failed load is tried again. */
  load(areNeeded: boolean): void {
    if (areNeeded) void this.loadNeeded();
    else if (this.#isIdle && !this.views && !this.#loading.isBusy) void this.#loading.start();
  }

  /** Loads the parts once the page is idle, or has been busy for long; after a failure, with the next change. */
  loadWhenIdle(): void {
    whenIdle(() => {
      this.#isIdle = true;
      this.load(false);
    });
  }

  /** Resolves when the parts are loaded, or loading has failed. */
  async loadNeeded(): Promise<void> {
    this.#areNeeded = true;
    if (this.views) return;
    if (this.#loading.isBusy) await this.#loading.settled();
    else await this.#loading.start();
  }
}

/** Whether a key needs the table's keyboard: the browser itself moves the focus, and a list's choice. */
function isRepeated({ key, ctrlKey, metaKey }: KeyboardEvent, at: HTMLElement): boolean {
  if (['Tab', 'Shift', 'Control', 'Alt', 'Meta'].includes(key)) return false;
  return at.matches('td') || ctrlKey || metaKey;
}
