import type { Customer } from '../../shared/schemas/customer.ts';
import type { DraftDetails, SaveDraftInput, SavedRow } from '../../shared/schemas/draft.ts';
import { type FakeServer, Refusal } from './fake-server.ts';
import { WHO_AM_I } from './firm.ts';

/** The server's drafts, which a test can change as another person would. */
export class DraftsServer {
  readonly drafts = new Map<string, DraftDetails>();
  readonly #customers: readonly Customer[];
  readonly #accountantId: string;

  constructor(server: FakeServer, customers: readonly Customer[], accountantId: string) {
    this.#customers = customers;
    this.#accountantId = accountantId;
    server
      .on('drafts.list', () => ({ drafts: [...this.drafts.values()] }))
      .on('drafts.get', ({ draftId }) => (this.drafts.get(draftId) ?? refuse('NOT_FOUND')) as never)
      .on('drafts.save', (input) => this.save(input as SaveDraftInput))
      .on('drafts.delete', ({ draftId }) => this.#drop(draftId))
      .on('drafts.handOver', ({ draftId }) => this.#drop(draftId))
      .on('drafts.colleagues', () => ({
        colleagues: [{ id: 'accountant-2', name: 'Trần Thị Đồng Nghiệp' }],
      }));
  }

  /** Answers as a procedure that returns nothing. */
  #drop(draftId: string): never {
    this.drafts.delete(draftId);
    return undefined as never;
  }

  get only(): DraftDetails {
    const [draft] = this.drafts.values();
    if (!draft || this.drafts.size > 1) throw new Error(`There are ${this.drafts.size} drafts`);
    return draft;
  }

  save(input: SaveDraftInput, by?: string) {
    const known = this.drafts.get(input.draftId);
    if (!known && input.version > 0) refuse('DRAFT_ENDED');
    if (known && known.version !== input.version) {
      throw new Refusal({ code: 'DRAFT_CHANGED', draft: known });
    }
    const rows = new Map<number, SavedRow>(
      input.isWhole ? [] : known?.rows.map((row) => [row.key, row]),
    );
    for (const key of input.removed) rows.delete(key);
    for (const row of input.rows) rows.set(row.key, row);
    const draft: DraftDetails = {
      ...{ id: input.draftId, version: input.version + 1, editor: input.editor },
      ...{ savedAt: Date.now(), createdAt: Date.parse('2026-12-01T10:00:00+07:00') },
      savedBy: by
        ? { id: 'other', name: by }
        : { id: this.#accountantId, name: WHO_AM_I.accountant.name },
      ...{ rowCount: rows.size, customerCount: rows.size, handedBy: null, quotation: null },
      firstCustomer: this.#customers[0]?.name ?? '',
      head: input.head,
      rows: input.order ? input.order.flatMap((key) => rows.get(key) ?? []) : [...rows.values()],
      customers: [...this.#customers],
    };
    this.drafts.set(draft.id, draft);
    return { version: draft.version, savedAt: draft.savedAt };
  }

  /** Another person, or another machine, saves a change of the only draft. */
  saveElsewhere(change: Partial<SaveDraftInput>, by: string): void {
    const { id, version, head } = this.only;
    const editor = '01960000-0000-4000-8000-0000000000ee';
    const whole = { draftId: id, version, editor, isWhole: false, head, rows: [], removed: [] };
    this.save({ ...whole, ...change }, by);
  }
}

function refuse(code: 'NOT_FOUND' | 'DRAFT_ENDED'): never {
  throw new Refusal({ code });
}
