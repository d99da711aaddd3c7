import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { readStored, removeStored, writeStored } from '../../api/stored.ts';
import { type Draft, type DraftRow, emptyDraft, emptyRow } from '../draft/draft.ts';

/** Incremented when stored drafts become unreadable. */
const VERSION = 1;

/**
 * Stores an accountant's draft in this browser, shared by all its tabs. Two accountants, firms, portals or servers
 * never share one. Each write has a new revision, so that a tab notices another tab's. In a page that may not store
 * anything, the draft lives as long as the page.
 */
export class DraftStorage {
  readonly #key: string;
  /** The revision last read or written by this tab; empty if nothing was stored; undefined before the first read. */
  #known: string | undefined;

  constructor({ server, whoAmI }: FormSignIn) {
    const { portal, firm, accountant } = whoAmI;
    const owner = [new URL(server, document.baseURI).origin, portal.id, firm.id, accountant.id];
    this.#key = `renewal-wizard:${VERSION}:${owner.map(encodeURIComponent).join(':')}`;
  }

  /** Whether the event says that another tab has written or cleared this draft. */
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

  /** @returns false when another tab has written since; then nothing is written */
  write(draft: Draft): boolean {
    if (!this.isCurrent()) return false;
    this.overwrite(draft);
    return true;
  }

  overwrite(draft: Draft): void {
    const revision = newRevision();
    // The revision comes first, so that it can be read without parsing. A failed write is not reported.
    if (writeStored(this.#key, JSON.stringify({ revision, ...draft }))) this.#known = revision;
  }

  /** Clears it, unless another tab has written since. */
  clear(): void {
    if (this.isCurrent()) removeStored(this.#key);
    this.#known = '';
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
