import type { ReactiveController } from 'lit';
import { LIMITS } from '../../shared/limits.ts';
import { CallController, type CallHost } from '../api/call-controller.ts';
import type { Reordered } from '../orders-list/reordered.ts';
import { type Draft, emptyDraft, filledRows, newRequestId } from './draft/draft.ts';
import { isOf, withLicensesLookedUp, withLookedUp } from './draft/draft-customers.ts';
import type { Direction } from './draft/history.ts';
import { chosenLicense } from './draft/license-choice.ts';
import { lookUpCodes, lookUpLicenses } from './draft/look-up-codes.ts';
import type { DraftAnswer, DraftQuestion } from './start/draft-question.ts';
import { DraftStorage } from './start/draft-storage.ts';
import type { Listed } from './start/read-customers.ts';
import {
  isUnderWay,
  moveFor,
  questionOf,
  type WizardAction,
  type WizardState,
} from './wizard-state.ts';

interface DraftHost extends CallHost {
  customers: readonly string[];
  reordered: Reordered | null;
  readonly state: WizardState;
  dispatch(action: WizardAction): void;
  /** Called when another draft has replaced the one that was shown. */
  handleOtherDraft(): void;
  sayTooMany(listed: Listed): void;
  sayUnknownLicenses(externalIds: readonly string[]): void;
}

/** A filled draft, and which of the host's lists is too long for one order; null when both fit. */
interface Filled {
  draft: Draft;
  tooMany: Listed | null;
}

type QuestionView = typeof import('./start/draft-question.ts').draftQuestion;

/** Fills, stores and synchronises the draft. The decisions about it are in `wizard-state.ts`. */
export class DraftController implements ReactiveController {
  readonly #host: DraftHost;
  #storage!: DraftStorage;
  /** Fills the draft with the chosen customers, or with the lines that are ordered again. */
  readonly #filling: CallController<[chosen: readonly string[], keepsRows: boolean], Filled>;
  readonly #viewing: CallController<[], QuestionView>;

  /** Renders the question about drafts; loaded with the first question. */
  view: QuestionView | null = null;

  constructor(host: DraftHost) {
    this.#host = host;
    this.#filling = new CallController(host, {
      kind: 'question',
      run: (_signal: AbortSignal, chosen: readonly string[], keepsRows: boolean) =>
        this.#fill(chosen, keepsRows),
      done: (filled) => this.#takeFilled(filled),
      // The person can still type the rows by hand.
      failed: () => this.#takeUp(this.#draft),
    });
    this.#viewing = new CallController(host, {
      kind: 'question',
      run: async () => {
        const loading = [import('./start/draft-question.ts'), host.signIn.loadAllTexts()] as const;
        return (await Promise.all(loading))[0].draftQuestion;
      },
      done: (view) => {
        this.view = view;
        if (host.state.stored) host.dispatch({ type: 'ready' });
      },
    });
    host.addController(this);
  }

  /** The controller's calls, whose failures the host shows. */
  get calls(): readonly Pick<CallController<[], unknown>, 'text' | 'retry' | 'clear'>[] {
    return [this.#filling, this.#viewing];
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

  /** Continues the stored draft, or begins one with the chosen customers. */
  begin(): void {
    this.#filling.drop();
    this.#viewing.drop();
    const { signIn, customers } = this.#host;
    this.#host.dispatch({ type: 'begin', customers });
    this.#storage = new DraftStorage(signIn);
    const stored = this.#storage.read();
    if (stored && this.#isBegun(stored)) {
      this.#host.dispatch({ type: 'takeStored', draft: stored });
    } else if (stored && filledRows(stored).length > 0) {
      this.#host.dispatch({ type: 'keepStored', draft: stored });
      void this.#viewing.start();
    } else {
      // A stored draft without rows may have the invoice party and the recipient already.
      this.#startWith(stored ?? emptyDraft(newRequestId()), this.#chosen);
    }
  }

  /** Whether a stored draft is of the chosen customers. */
  #isBegun(stored: Draft): boolean {
    const { reordered, customers } = this.#host;
    if (reordered) return stored.reorders === reordered.order.id;
    return customers.length === 0 || isOf(stored, customers);
  }

  /** The host has set its customers again: typed work goes on, and the person is asked about different customers. */
  offer(codes: readonly string[]): void {
    const move = moveFor(this.#host.state, codes);
    this.#host.dispatch({ type: 'customers', codes });
    if (move === 'begin') {
      this.#host.reordered = null;
      this.begin();
    } else if (move === 'fill') this.#startWith(this.#draft, codes);
    else if (move === 'ask') void this.#viewing.start();
  }

  change(draft: Draft, typing?: string): void {
    this.#host.dispatch({ type: 'change', draft, typing });
    this.#store();
  }

  /** Goes one change back or forth. */
  step(direction: Direction): void {
    this.#host.dispatch({ type: 'step', direction });
    this.#store();
  }

  /** Clears the stored draft once the order is placed. */
  clear(): void {
    this.#storage.clear();
  }

  /** The placed order was left: continues with the customers that the host has chosen meanwhile. */
  goOn(): void {
    const { offered: codes } = this.#host.state;
    if (codes) {
      this.#host.dispatch({ type: 'takeOffered', codes });
      this.#startWith(this.#draft, codes);
    } else this.sync();
  }

  answer(answer: DraftAnswer): void {
    const { question } = this;
    if (question === null) return;
    if (question.kind === 'elsewhere') this.#choose(answer, question);
    else this.#start(answer, question);
  }

  #start(answer: DraftAnswer, question: Exclude<DraftQuestion, { kind: 'elsewhere' }>): void {
    const { draft, codes } = question;
    this.#host.dispatch({ type: 'answer', draft, customers: this.#host.customers });
    if (answer === 'new') {
      if (question.kind === 'offered') this.#host.reordered = null;
      this.#startWith(emptyDraft(newRequestId()), codes);
    } else if (answer === 'add') {
      this.#startWith(this.#draft, codes, true);
    }
  }

  #choose(answer: DraftAnswer, { theirs }: Extract<DraftQuestion, { kind: 'elsewhere' }>): void {
    this.#host.dispatch({ type: 'settleElsewhere' });
    if (answer === 'theirs') {
      this.#storage.read();
      this.#replace(theirs ?? emptyDraft(newRequestId()));
      return;
    }
    // The other tab may have placed its order with this request id.
    const mine = theirs === null ? { ...this.#draft, requestId: newRequestId() } : this.#draft;
    this.#host.dispatch({ type: 'replace', draft: mine });
    this.#storage.overwrite(mine);
  }

  /** Takes over the draft of another tab; asks first where that would replace typed rows. */
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

  #store(): void {
    if (!this.#storage.write(this.#draft)) this.#askAboutElsewhere();
  }

  #askAboutElsewhere(): void {
    this.#host.dispatch({ type: 'elsewhere', theirs: this.#storage.peek() });
    void this.#viewing.start();
  }

  #replace(draft: Draft): void {
    this.#host.dispatch({ type: 'replace', draft });
    this.#host.handleOtherDraft();
  }

  #startWith(draft: Draft, chosen: readonly string[], keepsRows = false): void {
    this.#host.dispatch({ type: 'load', draft });
    void this.#filling.start(chosen, keepsRows);
  }

  /** @returns the shown draft with the chosen rows added to those typed */
  async #fill(chosen: readonly string[], keepsRows: boolean): Promise<Filled> {
    const { signIn, reordered } = this.#host;
    const taken = chosen.slice(0, LIMITS.orderLines);
    const codes = taken.filter((choice) => chosenLicense(choice) === null);
    const ids = taken.flatMap((choice) => chosenLicense(choice) ?? []);
    const [results, licenses] = await Promise.all([
      lookUpCodes(signIn, codes),
      lookUpLicenses(signIn, ids),
    ]);
    const unknown = licenses.filter(({ outcome }) => outcome === 'unknown');
    if (unknown.length > 0) {
      this.#host.sayUnknownLicenses(unknown.map(({ externalId }) => externalId));
    }
    if (!reordered || keepsRows) {
      const { draft } = withLookedUp(this.#draft, results);
      const filled = withLicensesLookedUp(draft, licenses);
      return { draft: filled, tooMany: tooLong(chosen, draft, filled) };
    }
    const { orderToDraft } = await import('./start/reorder-draft.ts');
    const filled = orderToDraft(reordered.order, results, signIn);
    return { draft: filled, tooMany: tooLong(chosen, filled, filled) };
  }

  #takeFilled({ draft, tooMany }: Filled): void {
    this.#takeUp(draft.rows.length > LIMITS.orderLines ? this.#draft : draft);
    if (tooMany) this.#host.sayTooMany(tooMany);
  }

  #takeUp(draft: Draft): void {
    this.change(draft);
    this.#host.dispatch({ type: 'ready' });
    this.#host.handleOtherDraft();
  }
}

/**
 * Which of the host's lists does not fit into one order: customers are added first, licences after them.
 *
 * @param ofCustomers the draft before the licences were added
 */
function tooLong(chosen: readonly string[], ofCustomers: Draft, filled: Draft): Listed | null {
  const most = LIMITS.orderLines;
  if (ofCustomers.rows.length > most) return 'customers';
  const [beyond] = chosen.slice(most);
  if (beyond !== undefined) return chosenLicense(beyond) === null ? 'customers' : 'licenses';
  return filled.rows.length > most ? 'licenses' : null;
}
