import type { Session } from '../api/session.ts';
import { type Draft, emptyDraft, emptyRow } from './draft.ts';

/** Goes up when a stored draft can't be read any more. */
const VERSION = 1;

/**
 * Where an accountant's draft is kept in this browser. Two accountants, firms, portals or servers never
 * share one. Where a page may not store anything, the draft lives as long as the page.
 */
export class DraftStorage {
  readonly #key: string;

  constructor({ server, whoAmI }: Session) {
    const { portal, firm, accountant } = whoAmI;
    const owner = [new URL(server, document.baseURI).origin, portal.id, firm.id, accountant.id];
    this.#key = `renewal-wizard:${VERSION}:${owner.map(encodeURIComponent).join(':')}`;
  }

  read(): Draft | null {
    try {
      const draft = JSON.parse(localStorage.getItem(this.#key) ?? 'null') as Draft | null;
      if (!draft?.requestId || !Array.isArray(draft.rows)) return null;
      // An earlier release may have stored it: what it did not know of is as in a new draft.
      const rows = draft.rows.map((row) => ({ ...emptyRow([]), ...row }));
      return { ...emptyDraft(draft.requestId), ...draft, rows };
    } catch {
      return null;
    }
  }

  write(draft: Draft): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify(draft));
    } catch {
      // Full, or not allowed: the page goes on without.
    }
  }

  clear(): void {
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // As above.
    }
  }
}
