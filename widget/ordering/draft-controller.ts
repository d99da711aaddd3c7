import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LIMITS } from '../../shared/limits.ts';
import { type Fault, faultOf } from '../api/fault.ts';
import type { FormSession } from '../api/session.ts';
import type { Reordered } from '../orders-list/reordered.ts';
import { type Draft, emptyDraft, filledRows, isOf, newRequestId, withLookedUp } from './draft.ts';
import type { DraftAnswer, DraftQuestion } from './draft-question.ts';
import { DraftStorage } from './draft-storage.ts';
import { lookUpCodes } from './look-up-codes.ts';
import {
  isUnderWay,
  moveFor,
  questionOf,
  type WizardAction,
  type WizardState,
} from './wizard-state.ts';

interface DraftHost extends ReactiveControllerHost {
  session: FormSession;
  customers: readonly string[];
  reordered: Reordered | null;
  readonly state: WizardState;
  dispatch(action: WizardAction): void;
  /** Another draft stands in place of the one that was shown. */
  handleOtherDraft(): void;
  say(fault: Fault, retry: () => unknown): void;
  sayTooMany(): void;
}

/** The draft's errands: where it is fetched from and kept. What becomes of it, `wizard-state.ts` decides. */
export class DraftController implements ReactiveController {
  readonly #host: DraftHost;
  #storage!: DraftStorage;
  #run = 0;

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
    return questionOf(this.#host.state, this.#chosen);
  }

  get #draft(): Draft {
    return this.#host.state.draft;
  }

  get #chosen(): readonly string[] {
    return this.#host.reordered?.customers ?? this.#host.customers;
  }

  /** Takes up the stored draft, or begins with the chosen customers. */
  async begin(): Promise<void> {
    this.#run++;
    const { session, customers } = this.#host;
    this.#host.dispatch({ type: 'begin', customers });
    this.#storage = new DraftStorage(session);
    const stored = this.#storage.read();
    if (stored && this.#isBegun(stored)) {
      this.#host.dispatch({ type: 'takeStored', draft: stored });
    } else if (stored && filledRows(stored).length > 0) {
      this.#host.dispatch({ type: 'keepStored', draft: stored });
      if (await this.#loadView(() => this.begin())) this.#host.dispatch({ type: 'ready' });
    } else {
      // Whom to invoice and to tell may have been typed already.
      await this.#startWith(stored ?? emptyDraft(newRequestId()), this.#chosen);
    }
  }

  /** Whether a stored draft is of the chosen customers. */
  #isBegun(stored: Draft): boolean {
    const { reordered, customers } = this.#host;
    if (reordered) return stored.reorders === reordered.order.id;
    return customers.length === 0 || isOf(stored, customers);
  }

  /** The host has set its customers again: what the person is at goes on, and others are asked about. */
  offer(codes: readonly string[]): void {
    const move = moveFor(this.#host.state, codes);
    this.#host.dispatch({ type: 'customers', codes });
    if (move === 'begin') {
      this.#host.reordered = null;
      void this.begin();
    } else if (move === 'fill') void this.#startWith(this.#draft, codes);
    else if (move === 'ask') void this.#loadView(() => {});
  }

  change(draft: Draft): void {
    this.#host.dispatch({ type: 'change', draft });
    if (!this.#storage.write(draft)) this.#askAboutElsewhere();
  }

  /** The order is placed: the next one begins with nothing. */
  clear(): void {
    this.#storage.clear();
  }

  /** The person has done with the order that was placed: customers that the host has chosen since have their turn. */
  goOn(): void {
    const { offered: codes } = this.#host.state;
    if (codes) {
      this.#host.dispatch({ type: 'takeOffered', codes });
      void this.#startWith(this.#draft, codes);
    } else this.sync();
  }

  async answer(answer: DraftAnswer): Promise<void> {
    const { question } = this;
    if (question === null) return;
    if (question.kind === 'elsewhere') return this.#choose(answer, question);
    const { draft, codes } = question;
    this.#host.dispatch({ type: 'answer', draft, customers: this.#host.customers });
    if (answer === 'new') {
      if (question.kind === 'offered') this.#host.reordered = null;
      await this.#startWith(emptyDraft(newRequestId()), codes);
    } else if (answer === 'add') {
      await this.#startWith(this.#draft, codes, true);
    }
  }

  #choose(answer: DraftAnswer, { theirs }: Extract<DraftQuestion, { kind: 'elsewhere' }>): void {
    this.#host.dispatch({ type: 'settleElsewhere' });
    if (answer === 'theirs') {
      this.#storage.read();
      this.#replace(theirs ?? emptyDraft(newRequestId()));
      return;
    }
    // The id may have gone with the order that was placed.
    const mine = theirs === null ? { ...this.#draft, requestId: newRequestId() } : this.#draft;
    this.#host.dispatch({ type: 'replace', draft: mine });
    this.#storage.overwrite(mine);
  }

  /** Takes over what another tab has written, unless something is typed here that it would replace. */
  sync(): void {
    const { state } = this.#host;
    if (state.loading || state.stored || isUnderWay(state) || this.#storage.isCurrent()) return;
    const theirs = this.#storage.peek();
    const isGone = theirs === null && filledRows(this.#draft).length > 0;
    if (state.elsewhere || isGone) this.#askAboutElsewhere();
    else {
      this.#storage.read();
      if (theirs) this.#replace(theirs);
    }
  }

  readonly #handleStorage = (event: StorageEvent): void => {
    if (this.#storage?.concerns(event)) this.sync();
  };

  #askAboutElsewhere(): void {
    this.#host.dispatch({ type: 'elsewhere', theirs: this.#storage.peek() });
    void this.#loadView(() => this.#askAboutElsewhere());
  }

  #replace(draft: Draft): void {
    this.#host.dispatch({ type: 'replace', draft });
    this.#host.handleOtherDraft();
  }

  /** Fills a draft with customers, or with what is ordered again. */
  async #startWith(draft: Draft, chosen: readonly string[], keepsRows = false): Promise<void> {
    const run = ++this.#run;
    const { session, reordered } = this.#host;
    this.#host.dispatch({ type: 'load' });
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
      this.#host.say(faultOf(error), () => this.#startWith(this.#draft, chosen, keepsRows));
    }
    this.#host.dispatch({ type: 'ready' });
    this.#host.handleOtherDraft();
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
