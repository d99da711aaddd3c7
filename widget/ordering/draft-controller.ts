import type { ReactiveController } from 'lit';
import { LIMITS } from '../../shared/limits.ts';
import { CallController } from '../api/call-controller.ts';
import { type FormSignIn, saysAll, withTexts } from '../api/sign-in.ts';
import type { Reordered } from '../orders-list/order/reordered.ts';
import type { StyledElement } from '../ui/styled-element.ts';
import { whenIdle } from '../ui/when-idle.ts';
import { type Draft, emptyDraft, filledRows, newRequestId } from './draft/draft.ts';
import { isOf } from './draft/draft-customers.ts';
import type { Direction } from './draft/history.ts';
import type { ServerDrafts, ServerDraftsHost } from './drafts/server-drafts.ts';
import type { DraftAnswer, DraftQuestion, Elsewhere } from './start/draft-question.ts';
import { DraftStorage } from './start/draft-storage.ts';
import { type Beginning, type Filled, fillDraft } from './start/fill-draft.ts';
import type { Listed } from './start/read-customers.ts';
import {
  isUnderWay,
  moveFor,
  questionOf,
  type WizardAction,
  type WizardState,
} from './wizard-state.ts';

interface DraftHost extends StyledElement {
  readonly signIn: FormSignIn;
  customers: readonly string[];
  reordered: Reordered | null;
  readonly state: WizardState;
  dispatch(action: WizardAction): void;
  /** Called when another draft has replaced the one that was shown. */
  handleOtherDraft(): void;
  sayTooMany(listed: Listed): void;
  sayUnknownLicenses(externalIds: readonly string[]): void;
}

type BeginningQuestion = Exclude<DraftQuestion, { kind: 'elsewhere' }>;

type ServerCode = typeof import('./drafts/server-drafts.ts');

type QuestionView = typeof import('./start/draft-question.ts').draftQuestion;

/** Fills, stores and synchronises the draft. The decisions about it are in `wizard-state.ts`. */
export class DraftController implements ReactiveController, ServerDraftsHost {
  readonly #host: DraftHost;
  #storage!: DraftStorage;
  /** Fills the draft with the chosen customers, or with the lines that are ordered again. */
  readonly #filling: CallController<[Beginning], Filled>;
  /** Whether the person knows that chosen customers could not be added, or none were chosen. */
  #isTold = true;
  readonly #viewing: CallController<[], QuestionView>;

  /** Loaded once the form is shown. */
  readonly #loading: CallController<[], ServerCode>;
  /** Saves the draft that a new one is to replace. */
  readonly #leaving: CallController<[], void>;
  /** The person's drafts on the server; null until loaded. */
  server: ServerDrafts | null = null;
  #isAway = false;

  /** Renders the question about drafts; loaded with the first question. */
  view: QuestionView | null = null;

  constructor(host: DraftHost) {
    this.#host = host;
    this.#filling = new CallController(host, {
      kind: 'question',
      run: (_signal: AbortSignal, beginning: Beginning) =>
        fillDraft(host.signIn, () => this.draft, host.reordered, beginning),
      done: (filled) => this.#takeFilled(filled),
      // The person can still type the rows by hand.
      failed: (_fault, { chosen }) => {
        this.#isTold = chosen.length === 0;
        this.#takeUp(this.draft);
      },
    });
    this.#viewing = new CallController(host, {
      kind: 'question',
      run: async () => {
        const part = import('./start/draft-question.ts');
        return (await withTexts(host.signIn, part)).draftQuestion;
      },
      done: (view) => {
        this.view = view;
        if (host.state.stored) host.dispatch({ type: 'ready' });
      },
    });
    this.#loading = new CallController(host, {
      kind: 'question',
      isExtra: true,
      run: () => this.#load(),
      done: (loaded) => void this.#useServer(loaded),
      // This browser stores the draft all the same; loaded with a later change.
      failed: () => true,
    });
    this.#leaving = new CallController(host, {
      kind: 'deed',
      run: () => this.#leave(),
      done: () => this.#startAnew(),
    });
    host.addController(this);
  }

  get form(): DraftHost {
    return this.#host;
  }

  get draft(): Draft {
    return this.#host.state.draft;
  }

  get storage(): DraftStorage {
    return this.#storage;
  }

  /** Whether nothing is saved now: the draft is being filled, asked about or ordered. */
  get isHeld(): boolean {
    const { state } = this.#host;
    const isAsked = state.stored !== null || state.elsewhere !== null;
    return this.#isAway || state.loading || isAsked || isUnderWay(state);
  }

  /** The controller's calls, whose failures the host shows. */
  get calls(): readonly { text: string; retry?: () => unknown; clear(): unknown }[] {
    const { text, retry } = this.#leaving;
    const { signIn } = this.#host;
    const why = text && saysAll(signIn) ? signIn.t('drafts.notSaved', { why: text }) : text;
    const leaving = { text: why, retry, clear: () => this.#leaving.clear() };
    const { text: left, retry: add } = this.#filling;
    // An order's lines replace rows: those typed meanwhile are not to be lost.
    const isTyped = this.#host.reordered !== null && filledRows(this.draft).length > 0;
    const filling = {
      text: left,
      ...(isTyped ? {} : { retry: add }),
      // Kept to be tried again, wherever the person goes meanwhile.
      clear: () => this.#isTold && this.#filling.clear(),
    };
    return [leaving, filling, this.#viewing];
  }

  /** Resolves when chosen customers are in the draft, or could not be added. */
  filled(): Promise<void> {
    return this.#filling.settled();
  }

  /** Whether chosen customers are missing from the draft. Once told so, the person may go on without them. */
  tellLeftOut(): boolean {
    const isLeftOut = this.#filling.isBusy || (this.#filling.fault !== null && !this.#isTold);
    this.#isTold ||= !this.#filling.isBusy;
    return isLeftOut;
  }

  /** Whether the draft that a new one is to replace is being saved. */
  get isLeaving(): boolean {
    return this.#leaving.isBusy;
  }

  hostConnected(): void {
    addEventListener('storage', this.#handleStorage);
    addEventListener('pagehide', this.#handleLeaving);
    document.addEventListener('visibilitychange', this.#handleLeaving);
    if (this.#isAway) this.server?.start();
    this.#isAway = false;
  }

  hostDisconnected(): void {
    removeEventListener('storage', this.#handleStorage);
    removeEventListener('pagehide', this.#handleLeaving);
    document.removeEventListener('visibilitychange', this.#handleLeaving);
    this.#storage?.flush();
    this.server?.stop();
    this.#isAway = true;
  }

  readonly #handleLeaving = (): void => {
    this.#storage?.flush();
  };

  get question(): DraftQuestion | null {
    return questionOf(this.#host.state, this.#chosen);
  }

  get #chosen(): readonly string[] {
    return this.#host.reordered?.customers ?? this.#host.customers;
  }

  /** Continues the stored draft, or begins one with the chosen customers. */
  begin(): void {
    this.#filling.drop();
    this.#viewing.drop();
    const { signIn, customers } = this.#host;
    this.#host.dispatch({ type: 'begin', customers });
    this.#storage = new DraftStorage(signIn, () => this.#askAboutElsewhere());
    this.server?.stop();
    this.server = null;
    this.#loading.drop();
    this.#leaving.drop();
    const stored = this.#storage.read();
    if (stored && this.#isBegun(stored)) {
      this.#host.dispatch({ type: 'takeStored', draft: stored });
    } else if (stored && filledRows(stored).length > 0) {
      this.#host.dispatch({ type: 'keepStored', draft: stored });
      void this.#viewing.start();
    } else {
      // A stored draft without rows may already have the invoice party and the recipient.
      const goesOn = stored === null && this.#chosen.length === 0;
      this.#startWith(stored ?? emptyDraft(newRequestId()), { chosen: this.#chosen, goesOn });
    }
    this.#loadWhenIdle();
  }

  #loadWhenIdle(): void {
    whenIdle(() => {
      if (!this.server && !this.#loading.isBusy && !this.#isAway) void this.#loading.start();
    });
  }

  #load(): Promise<ServerCode> {
    return withTexts(this.#host.signIn, import('./drafts/server-drafts.ts'));
  }

  #useServer({ ServerDrafts }: ServerCode): ServerDrafts {
    if (this.server) return this.server;
    this.server = new ServerDrafts(this);
    if (!this.#isAway) this.server.start();
    return this.server;
  }

  /** Whether a stored draft is of the chosen customers. */
  #isBegun(stored: Draft): boolean {
    const { reordered, customers } = this.#host;
    if (reordered) return stored.reorders === reordered.order.id;
    return customers.length === 0 || isOf(stored, customers);
  }

  /** The host has set its customers again: typed work continues, and the person is asked about different customers. */
  offer(codes: readonly string[]): void {
    const move = moveFor(this.#host.state, codes);
    this.#host.dispatch({ type: 'customers', codes });
    if (move === 'begin') {
      this.#host.reordered = null;
      this.begin();
    } else if (move === 'fill') this.#startWith(this.draft, { chosen: codes });
    else if (move === 'ask') void this.#viewing.start();
  }

  change(draft: Draft, typing?: string): void {
    this.#host.dispatch({ type: 'change', draft, typing });
    this.#store();
  }

  /** Shows another draft, and stores it. */
  show(draft: Draft): void {
    this.#replace(draft);
    this.#storage.overwrite(draft);
  }

  showEmpty(): void {
    this.show(emptyDraft(newRequestId()));
    this.server?.forget();
  }

  ask(elsewhere: Elsewhere): void {
    this.#host.dispatch({ type: 'elsewhere', ...elsewhere });
    void this.#viewing.start();
  }

  /** Goes one change back or forth. */
  step(direction: Direction): void {
    this.#host.dispatch({ type: 'step', direction });
    this.#store();
  }

  /** Clears the stored draft once the order is placed. */
  clear(): void {
    this.#storage.clear();
    this.server?.forget();
  }

  /** The placed order was left: continues with the customers that the host has chosen meanwhile. */
  goOn(): void {
    const { offered: codes } = this.#host.state;
    if (codes) {
      this.#host.dispatch({ type: 'takeOffered', codes });
      this.#startWith(this.draft, { chosen: codes });
    } else this.sync();
  }

  /** @returns false: the question stays, since the draft could not be saved */
  async answer(answer: DraftAnswer): Promise<boolean> {
    const { question } = this;
    if (question === null) return false;
    if (question.kind === 'elsewhere') this.#choose(answer, question);
    else if (answer === 'new') await this.#leaving.start();
    else this.#goOnWith(answer, question);
    return this.question !== question;
  }

  #goOnWith(answer: DraftAnswer, { draft, codes }: BeginningQuestion): void {
    this.#host.dispatch({ type: 'answer', draft, customers: this.#host.customers });
    if (answer === 'add') this.#startWith(this.draft, { chosen: codes, keepsRows: true });
    else this.server?.change();
  }

  /** The question whether to continue a draft or to begin a new one; null: no such question is asked. */
  get #beginning(): BeginningQuestion | null {
    const { question } = this;
    return question && question.kind !== 'elsewhere' ? question : null;
  }

  /** Nothing is lost: the server gets the draft first, with input typed meanwhile. */
  async #leave(): Promise<void> {
    const server = this.#useServer(await this.#load());
    for (let left: Draft | undefined; ; ) {
      const { draft } = this.#beginning ?? {};
      if (draft === undefined || draft === left) return;
      await server.leave(draft);
      left = draft;
    }
  }

  #startAnew(): void {
    const question = this.#beginning;
    if (question === null) return;
    const { kind, draft, codes } = question;
    this.#host.dispatch({ type: 'answer', draft, customers: this.#host.customers });
    if (kind === 'offered') this.#host.reordered = null;
    this.#startWith(emptyDraft(newRequestId()), { chosen: codes });
    this.server?.forget();
  }

  #choose(answer: DraftAnswer, { theirs }: Extract<DraftQuestion, { kind: 'elsewhere' }>): void {
    this.#host.dispatch({ type: 'settleElsewhere' });
    if (this.server?.answer(answer)) return;
    if (answer === 'theirs') {
      this.#storage.read();
      if (theirs === null) this.showEmpty();
      else this.#replace(theirs);
      return;
    }
    // Another draft: the former one is kept, or an order was placed with its request id.
    const mine = { ...this.draft, requestId: newRequestId() };
    this.#host.dispatch({ type: 'replace', draft: mine });
    this.#storage.overwrite(mine);
    this.server?.change();
  }

  /** Takes over the draft of another tab; asks first where that would replace typed rows. */
  sync(): void {
    const { state } = this.#host;
    // Nothing was saved while an order was being placed.
    this.server?.change();
    if (state.loading || state.stored || isUnderWay(state) || this.#storage.isCurrent()) return;
    // Input typed here and not stored yet would be lost.
    if (this.#storage.isWaiting) return void this.#storage.flush();
    const theirs = this.#storage.peek();
    // A draft that is stored nowhere else, or was given up there, is replaced only after a question.
    const isAlone = theirs === null || !this.#storage.isShared;
    const isLost = isAlone && filledRows(this.draft).length > 0;
    if (state.elsewhere || isLost) this.#askAboutElsewhere();
    else {
      this.#storage.read();
      if (theirs) this.#replace(theirs);
    }
  }

  readonly #handleStorage = (event: StorageEvent): void => {
    if (this.#storage?.concerns(event)) this.sync();
  };

  #store(): void {
    this.#storage.write(this.draft);
    if (this.server) this.server.change();
    else this.#loadWhenIdle();
  }

  #askAboutElsewhere(): void {
    this.ask({ theirs: this.#storage.peek() });
  }

  #replace(draft: Draft): void {
    // They were chosen for another order.
    if (draft.requestId !== this.draft.requestId) this.#filling.drop();
    this.#host.dispatch({ type: 'replace', draft });
    this.#host.handleOtherDraft();
  }

  #startWith(draft: Draft, beginning: Beginning): void {
    this.#host.dispatch({ type: 'load', draft });
    void this.#filling.start(beginning);
  }

  #takeFilled({ draft, tooMany, unknownLicenses, details }: Filled): void {
    if (unknownLicenses.length > 0) this.#host.sayUnknownLicenses(unknownLicenses);
    this.#takeUp(draft.rows.length > LIMITS.orderLines ? this.draft : draft);
    if (details) {
      this.#storage.noteServer(details);
      this.server?.change();
    }
    if (tooMany) this.#host.sayTooMany(tooMany);
  }

  #takeUp(draft: Draft): void {
    this.change(draft);
    this.#host.dispatch({ type: 'ready' });
    this.#host.handleOtherDraft();
  }
}
