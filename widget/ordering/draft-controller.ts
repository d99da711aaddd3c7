import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LIMITS } from '../../shared/limits.ts';
import { type Fault, type FormSession, faultOf } from '../api/session.ts';
import { areSameCodes } from '../host/read-customers.ts';
import {
  type Draft,
  emptyDraft,
  filledRows,
  isOf,
  newRequestId,
  notYetIn,
  withLookedUp,
} from './draft.ts';
import type { DraftAnswer, DraftQuestion } from './draft-question.ts';
import { DraftStorage } from './draft-storage.ts';
import { lookUpCodes } from './look-up-codes.ts';
import type { Reordered } from './order-wizard.ts';

interface DraftHost extends ReactiveControllerHost {
  session: FormSession;
  customers: readonly string[];
  reordered: Reordered | null;
  /** An order is being placed or shown, which nothing may take away. */
  isUnderWay(): boolean;
  /** Another draft stands in place of the one that was shown. */
  handleOtherDraft(): void;
  say(fault: Fault, retry: () => unknown): void;
  sayTooMany(): void;
}

/** The draft: where it comes from, where it is kept, and what has to be asked before it is replaced. */
export class DraftController implements ReactiveController {
  readonly #host: DraftHost;
  #storage!: DraftStorage;
  /** What the host had chosen when this draft was begun. */
  #begunWith: readonly string[] = [];
  #run = 0;
  /** A draft that was kept, and is not of what was chosen. */
  #stored: Draft | null = null;
  /** What the host has chosen since, and waits. */
  #offered: readonly string[] | null = null;
  /** What another tab has made of it; null inside: it has placed it, or given it up. */
  #elsewhere: { theirs: Draft | null } | null = null;

  draft: Draft = emptyDraft(newRequestId());
  loading = true;
  /** Puts the question to the person; loaded with the first one. */
  view: typeof import('./draft-question.ts').draftQuestion | null = null;

  constructor(host: DraftHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('storage', this.#handleStorage);
  }

  hostDisconnected(): void {
    removeEventListener('storage', this.#handleStorage);
  }

  get question(): DraftQuestion | null {
    const { draft } = this;
    if (this.#stored) return this.#choice('stored', this.#stored, this.#chosen);
    if (this.#host.isUnderWay()) return null;
    if (this.#elsewhere) return { kind: 'elsewhere', draft, theirs: this.#elsewhere.theirs };
    return this.#offered && this.#choice('offered', draft, this.#offered);
  }

  #choice(kind: 'stored' | 'offered', draft: Draft, codes: readonly string[]): DraftQuestion {
    return { kind, draft, codes, added: notYetIn(draft, codes).length };
  }

  get #chosen(): readonly string[] {
    return this.#host.reordered?.customers ?? this.#host.customers;
  }

  /** Takes up the stored draft, or begins with what was chosen. */
  async begin(): Promise<void> {
    this.#run++;
    this.#begunWith = this.#host.customers;
    this.#stored = null;
    this.#offered = null;
    this.#elsewhere = null;
    this.#storage = new DraftStorage(this.#host.session);
    this.loading = true;
    const stored = this.#storage.read();
    if (stored && this.#isBegun(stored)) {
      this.draft = stored;
    } else if (stored && filledRows(stored).length > 0) {
      this.#stored = stored;
      if (!(await this.#loadView(() => this.begin()))) return;
    } else {
      // Whom to invoice and to tell may have been typed already.
      return this.#startWith(stored ?? emptyDraft(newRequestId()), this.#chosen);
    }
    this.loading = false;
    this.#host.requestUpdate();
  }

  /** Whether a stored draft is of what was chosen. */
  #isBegun(stored: Draft): boolean {
    const { reordered, customers } = this.#host;
    if (reordered) return stored.reorders === reordered.order.id;
    return customers.length === 0 || isOf(stored, customers);
  }

  /** The host has set its customers again: what the person is at goes on, and others are asked about. */
  offer(codes: readonly string[]): void {
    this.#offered = null;
    if (areSameCodes(codes, this.#begunWith)) return;
    if (this.loading || this.#stored) {
      this.#host.reordered = null;
      void this.begin();
    } else if (codes.length === 0 || isOf(this.draft, codes)) {
      this.#begunWith = codes;
    } else if (!this.#host.isUnderWay() && filledRows(this.draft).length === 0) {
      this.#begunWith = codes;
      void this.#startWith(this.draft, codes);
    } else {
      this.#offered = codes;
      void this.#loadView(() => {});
    }
  }

  change(draft: Draft): void {
    this.draft = draft;
    if (!this.#storage.write(draft)) this.#askAboutElsewhere();
    this.#host.requestUpdate();
  }

  /** The order is placed: what comes next begins with nothing. */
  clear(): void {
    this.#storage.clear();
    this.#elsewhere = null;
    this.draft = emptyDraft(newRequestId());
  }

  /** The person has done with the order that was placed: what the host has chosen since has its turn. */
  goOn(): void {
    const codes = this.#offered;
    this.#offered = null;
    if (codes) {
      this.#begunWith = codes;
      void this.#startWith(this.draft, codes);
    } else this.sync();
  }

  async answer(answer: DraftAnswer): Promise<void> {
    const { question } = this;
    if (question === null) return;
    if (question.kind === 'elsewhere') return this.#choose(answer, question);
    this.#stored = null;
    this.#offered = null;
    this.#begunWith = this.#host.customers;
    if (question.kind === 'stored') this.draft = question.draft;
    if (answer === 'new') {
      const isOffered = question.kind === 'offered';
      if (isOffered) this.#host.reordered = null;
      await this.#startWith(emptyDraft(newRequestId()), question.codes);
    } else if (answer === 'add') {
      await this.#startWith(this.draft, question.codes, true);
    }
    this.#host.requestUpdate();
  }

  #choose(answer: DraftAnswer, { theirs }: Extract<DraftQuestion, { kind: 'elsewhere' }>): void {
    this.#elsewhere = null;
    if (answer === 'theirs') {
      this.#storage.read();
      this.#replace(theirs ?? emptyDraft(newRequestId()));
    } else {
      // The id may have gone with the order that was placed.
      if (theirs === null) this.draft = { ...this.draft, requestId: newRequestId() };
      this.#storage.overwrite(this.draft);
      this.#host.requestUpdate();
    }
  }

  /** Takes over what another tab has written, unless something is typed here that it would replace. */
  sync(): void {
    if (this.loading || this.#stored || this.#host.isUnderWay() || this.#storage.isCurrent())
      return;
    const theirs = this.#storage.peek();
    const isGone = theirs === null && filledRows(this.draft).length > 0;
    if (this.#elsewhere || isGone) this.#askAboutElsewhere();
    else {
      this.#storage.read();
      if (theirs) this.#replace(theirs);
    }
  }

  readonly #handleStorage = (event: StorageEvent): void => {
    if (this.#storage?.concerns(event)) this.sync();
  };

  #askAboutElsewhere(): void {
    this.#elsewhere = { theirs: this.#storage.peek() };
    void this.#loadView(() => this.#askAboutElsewhere());
    this.#host.requestUpdate();
  }

  #replace(draft: Draft): void {
    this.draft = draft;
    this.#host.handleOtherDraft();
    this.#host.requestUpdate();
  }

  /** Fills a draft with customers, or with what is ordered again. */
  async #startWith(draft: Draft, chosen: readonly string[], keepsRows = false): Promise<void> {
    const run = ++this.#run;
    const { session, reordered } = this.#host;
    this.loading = true;
    this.#host.requestUpdate();
    const codes = chosen.slice(0, LIMITS.orderLines);
    try {
      const results = await lookUpCodes(session, codes);
      const filled =
        reordered && !keepsRows
          ? (await import('./reorder-draft.ts')).orderToDraft(reordered.order, results, session)
          : withLookedUp(draft, results).draft;
      if (run !== this.#run) return;
      if (filled.rows.length > LIMITS.orderLines) this.#host.sayTooMany();
      else this.change(filled);
      if (codes.length < chosen.length) this.#host.sayTooMany();
    } catch (error) {
      if (run !== this.#run) return;
      this.change(draft);
      // What has been typed meanwhile stays.
      this.#host.say(faultOf(error), () => this.#startWith(this.draft, chosen, keepsRows));
    }
    this.loading = false;
    this.#host.handleOtherDraft();
    this.#host.requestUpdate();
  }

  async #loadView(retry: () => unknown): Promise<boolean> {
    try {
      const loading = [import('./draft-question.ts'), this.#host.session.loadAllTexts()] as const;
      const [{ draftQuestion }] = await Promise.all(loading);
      this.view = draftQuestion;
      this.#host.requestUpdate();
      return true;
    } catch {
      this.#host.say({ code: 'OFFLINE' }, retry);
      return false;
    }
  }
}
