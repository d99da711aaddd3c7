import { html, nothing, type TemplateResult } from 'lit';
import type { DraftDetails, DraftSummary } from '../../../shared/schemas/draft.ts';
import { type FormSignIn, saysAll } from '../../api/sign-in.ts';
import { registerInner } from '../../register.ts';
import type { StyledElement } from '../../ui/styled-element.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import type { DraftAnswer, Elsewhere } from '../start/draft-question.ts';
import type { DraftStorage } from '../start/draft-storage.ts';
import { timeText } from './draft-name.ts';
import { DraftSaver, type SaverHost } from './draft-saver.ts';
import { draftStatus, statusStyles } from './draft-status.ts';
import { DraftsDialog } from './drafts-dialog.ts';
import { mergeDrafts, rowDifference } from './merge-drafts.ts';
import { toDraft } from './saved-draft.ts';

/** The parts of the form that its drafts on the server use. */
export interface ServerDraftsHost {
  readonly form: StyledElement & { readonly signIn: FormSignIn };
  readonly draft: Draft;
  readonly storage: DraftStorage;
  readonly isHeld: boolean;
  sync(): void;
  change(draft: Draft): void;
  /** Shows another draft, and stores it in this browser. */
  show(draft: Draft): void;
  /** Begins an empty draft. */
  showEmpty(): void;
  ask(elsewhere: Elsewhere): void;
}

/** A draft saved elsewhere, while the person is asked about it. */
interface Met {
  details: DraftDetails;
  /** The draft before the changes here and there; null: not known. */
  base: Draft | null;
}

/** The person's drafts on the server: the present one is saved, and others are opened in its place. */
export class ServerDrafts implements SaverHost {
  readonly #host: ServerDraftsHost;
  readonly #saver: DraftSaver;
  #met: Met | null = null;

  constructor(host: ServerDraftsHost) {
    this.#host = host;
    this.#saver = new DraftSaver(this);
    registerInner(DraftsDialog);
    host.form.addStyles(statusStyles);
  }

  get signIn(): FormSignIn {
    return this.#host.form.signIn;
  }

  get draft(): Draft {
    return this.#host.draft;
  }

  get storage(): DraftStorage {
    return this.#host.storage;
  }

  get isHeld(): boolean {
    return this.#host.isHeld;
  }

  start(): void {
    this.#saver.start();
    void this.#saver.begin();
  }

  stop(): void {
    this.#saver.stop();
  }

  change(): void {
    this.#saver.change();
  }

  /**
   * Saves a draft that another is to replace.
   *
   * @throws the reason why it could not be saved
   */
  async leave(former: Draft): Promise<void> {
    await this.#saver.leave(former);
  }

  forget(): void {
    this.#saver.forget();
    void this.#saver.look();
  }

  requestUpdate(): void {
    this.#host.form.requestUpdate();
  }

  sync(): void {
    this.#host.sync();
  }

  follow(draft: Draft): void {
    this.#host.show(draft);
  }

  askChanged(details: DraftDetails, base: Draft | null): void {
    this.#met = { details, base };
    const theirs = toDraft(details);
    const { savedBy, savedAt } = details;
    const onServer = {
      name: savedBy.name,
      isMe: savedBy.id === this.signIn.whoAmI.accountant.id,
      time: timeText(savedAt),
      ...rowDifference(base ?? this.draft, theirs),
    };
    this.#host.ask({ theirs, onServer });
  }

  askEnded(orderNumber: string | null): void {
    this.#met = null;
    // Nothing here would be lost.
    if (filledRows(this.draft).length === 0) this.#host.showEmpty();
    else this.#host.ask({ theirs: null, onServer: { orderNumber } });
  }

  /** Takes the answer about a draft that was saved elsewhere. @returns false: it was about something else */
  answer(answer: DraftAnswer): boolean {
    const met = this.#met;
    this.#met = null;
    if (met === null || answer === 'keep') return false;
    const theirs = toDraft(met.details);
    if (answer === 'merge') {
      this.#saver.rebase(met.details);
      this.#host.change(mergeDrafts(met.base, this.draft, theirs));
    } else this.#open(met.details);
    return true;
  }

  #open(details: DraftDetails): void {
    const draft = toDraft(details);
    this.#host.show(draft);
    this.#saver.adopt(details, draft);
  }

  renderStatus(): TemplateResult | typeof nothing {
    const open = () => {
      const { shadowRoot } = this.#host.form;
      void shadowRoot?.querySelector<DraftsDialog>('renewal-drafts-dialog')?.show();
    };
    return draftStatus(this.signIn, this.#saver, open);
  }

  renderDialog(): TemplateResult | typeof nothing {
    const { signIn } = this;
    if (!saysAll(signIn)) return nothing;
    return html`<renewal-drafts-dialog
      .signIn=${signIn}
      .present=${this.draft.requestId}
      .onLeave=${() => this.#saver.flush()}
      .onOpen=${(details: DraftDetails) => this.#open(details)}
      .onNew=${() => this.#host.showEmpty()}
      .onGone=${() => this.#host.showEmpty()}
      .onList=${(drafts: readonly DraftSummary[]) => this.#list(drafts)}
    ></renewal-drafts-dialog>`;
  }

  #list(drafts: readonly DraftSummary[]): void {
    this.#saver.take(drafts);
    this.requestUpdate();
  }
}
