import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { readStored, removeStored, writeStored } from '../../api/stored.ts';
import { type Draft, type DraftRow, emptyDraft, emptyRow, newRequestId } from '../draft/draft.ts';

/** Incremented when stored drafts become unreadable. */
const VERSION = 1;

/** Pause in changes after which a draft of more rows is stored, in ms: storing it may hold up the next key. */
const FEW_ROWS = 200;
const PAUSE_MS = 1_000;

/** The server's state of this browser's draft. */
export interface SavedHere {
  id: string;
  version: number;
  savedAt: number;
  /** The revision that was saved; null: it has changed since. */
  revision: string | null;
}

/**
 * Stores an accountant's draft in this browser, shared by all its tabs. Two accountants, firms, portals or servers
 * never share one. Each write has a new revision, so that a tab notices another tab's. In a page that may not store
 * anything, the draft lives as long as the page.
 */
export class DraftStorage {
  readonly #key: string;
  readonly #onStale: () => void;
  /** The revision last read or written by this tab; empty if nothing was stored; undefined before the first read. */
  #known: string | undefined;
  /** The draft that is yet to be written. */
  #waiting: Draft | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** For a draft that this browser can't store: the server's state, and who saves it. Only this page knows them. */
  #savedAlone: SavedHere | null = null;
  readonly #editorAlone = newRequestId();
  #editorShared: string | undefined;

  /** @param onStale called when a draft was not written, because another tab has written since */
  constructor({ server, whoAmI }: FormSignIn, onStale: () => void) {
    this.#onStale = onStale;
    const { portal, firm, accountant } = whoAmI;
    const owner = [new URL(server, document.baseURI).origin, portal.id, firm.id, accountant.id];
    this.#key = `renewal-wizard:${VERSION}:${owner.map(encodeURIComponent).join(':')}`;
  }

  /** Whether the event reports that another tab has written or cleared this draft. */
  concerns({ key }: StorageEvent): boolean {
    return key === null || key === this.#key;
  }

  /** Whether no other tab has written since this one read or wrote. */
  isCurrent(): boolean {
    return this.#known === undefined || revisionIn(this.#text()) === this.#known;
  }

  /** Reads the stored draft, which makes this tab current. */
  read(): Draft | null {
    this.#known = revisionIn(this.#text());
    return this.peek();
  }

  peek(): Draft | null {
    try {
      const stored = JSON.parse(this.#text()) as (Draft & { revision?: string }) | null;
      if (!stored?.requestId || !Array.isArray(stored.rows)) return null;
      const { revision: _, ...draft } = stored;
      // A draft of an earlier release lacks newer fields: they get a new draft's values.
      const rows = draft.rows.map((row) => ({ ...emptyRow([]), ...row, ...customerOf(row) }));
      return { ...emptyDraft(draft.requestId), ...draft, rows };
    } catch {
      return null;
    }
  }

  /** Writes the draft, a long one a little later, unless another tab has written since. */
  write(draft: Draft): void {
    this.#waiting = draft;
    clearTimeout(this.#timer);
    if (draft.rows.length <= FEW_ROWS) this.flush();
    else this.#timer = setTimeout(() => this.flush(), PAUSE_MS);
  }

  /**
   * Writes the waiting draft now.
   *
   * @returns false when another tab has written since; then nothing is written
   */
  flush(): boolean {
    clearTimeout(this.#timer);
    const draft = this.#waiting;
    this.#waiting = null;
    if (draft === null || this.isCurrent()) {
      if (draft) this.overwrite(draft);
      return this.isCurrent();
    }
    this.#onStale();
    return false;
  }

  overwrite(draft: Draft): void {
    this.#waiting = null;
    const revision = newRevision();
    // The revision comes first, so that it can be read without parsing.
    if (writeStored(this.#key, JSON.stringify({ revision, ...draft }))) this.#known = revision;
    else {
      // The draft is too long: the stored one is older than the server's may be.
      removeStored(this.#key);
      this.#known = '';
    }
  }

  /** Clears the stored draft, unless another tab has written since. */
  clear(): void {
    this.#waiting = null;
    if (this.isCurrent()) removeStored(this.#key);
    this.#known = '';
  }

  /** Whether a draft is yet to be written. */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  get revision(): string {
    return this.#known ?? '';
  }

  /**
   * Whether tabs see each other's changes of the draft: not if it is too long to be stored, nor in a page that may not
   * store anything. The server tells such tabs apart.
   */
  get isShared(): boolean {
    return this.revision !== '';
  }

  /** The server's state of the draft; null: none is known here. */
  get saved(): SavedHere | null {
    return this.isShared ? (this.#facts()?.saved ?? null) : this.#savedAlone;
  }

  /**
   * The name by which the server knows who saves: all tabs of this browser that share the draft, or this page alone.
   */
  get editor(): string {
    return this.isShared ? this.#shared : this.#editorAlone;
  }

  /** Notes that the stored draft is this one of the server's. */
  noteServer({ id, version, savedAt }: Omit<SavedHere, 'revision'>): void {
    this.flush();
    this.noteSaved({ id, version, savedAt, revision: this.revision });
  }

  noteSaved(saved: SavedHere): void {
    if (!this.isShared) this.#savedAlone = saved;
    else writeStored(this.#savedKey, JSON.stringify({ editor: this.#shared, saved }));
  }

  get #shared(): string {
    this.#editorShared ??= this.#facts()?.editor ?? newRequestId();
    return this.#editorShared;
  }

  get #savedKey(): string {
    return `saved:${this.#key}`;
  }

  #facts(): { editor: string; saved: SavedHere } | null {
    try {
      return JSON.parse(readStored(this.#savedKey) ?? 'null');
    } catch {
      return null;
    }
  }

  #text(): string {
    return readStored(this.#key) ?? 'null';
  }
}

/** A row as an earlier release may have stored it. */
interface StoredRow {
  customer: (Pick<Customer, 'taxCode'> & Partial<Pick<Customer, 'licenses'>>) | null;
  licenseId?: string;
}

/**
 * Converts a row of an earlier release. With one licence a customer: the row keeps the code, and its customer is
 * looked up again. With several licences and no choice: the row renews the first.
 */
function customerOf({ customer, licenseId }: StoredRow): Partial<DraftRow> {
  if (!customer || licenseId !== undefined) return {};
  const { licenses, taxCode } = customer;
  if (licenses === undefined) return { customer: null, text: taxCode };
  return { licenseId: licenses[0]?.id ?? '' };
}

function revisionIn(text: string): string {
  return /^\{"revision":"(\w+)"/.exec(text)?.[1] ?? '';
}

function newRevision(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join(
    '',
  );
}
