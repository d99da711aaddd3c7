import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Colleague, DraftDetails, DraftSummary } from '../../../shared/schemas/draft.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { entries } from '../../ui/entries.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { skeleton } from '../../ui/theme/skeleton.styles.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { draftName, timeText } from './draft-name.ts';

/** The question about one draft. */
interface Asked {
  id: string;
  what: 'handOver' | 'delete';
}

/** The person's drafts: opened, handed over to a colleague, deleted. */
export class DraftsDialog extends StyledElement {
  static readonly tag = 'renewal-drafts-dialog';
  static override styles = [
    tokens,
    allControls,
    skeleton,
    entries,
    css`
      li > .stack {
        grid-column: 1 / -1;
      }
      @media (max-width: 480px) {
        li {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  /** The id of the draft that is open. */
  @property() present = '';
  /** Saves the open draft. @returns false where it could not be saved */
  @property({ attribute: false }) onLeave!: () => Promise<boolean>;
  @property({ attribute: false }) onOpen!: (draft: DraftDetails) => unknown;
  @property({ attribute: false }) onNew!: () => unknown;
  /** Called with the present drafts. */
  @property({ attribute: false }) onList!: (drafts: readonly DraftSummary[]) => unknown;
  /** The open draft was deleted or handed over. */
  @property({ attribute: false }) onGone!: () => unknown;

  /** Null while it is opening. */
  @state() private drafts: readonly DraftSummary[] | null = [];
  @state() private colleagues: readonly Colleague[] | null = null;
  @state() private asked: Asked | null = null;
  @state() private isUnsaved = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('select') private select!: HTMLSelectElement | null;

  readonly #reading = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal) => this.signIn.api.drafts.list.query(undefined, { signal }),
    done: ({ drafts }) => this.#take(drafts),
  });
  readonly #knowing = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal) => this.signIn.api.drafts.colleagues.query(undefined, { signal }),
    done: ({ colleagues }) => {
      this.colleagues = colleagues;
    },
  });
  readonly #opening = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, draftId: string) => {
      this.isUnsaved = !(await this.onLeave());
      return this.isUnsaved ? null : await this.signIn.api.drafts.get.query({ draftId });
    },
    done: (details) => {
      // A person who has closed the list meanwhile goes on with the open draft.
      if (details === null || !this.dialog.open) return;
      this.dialog.close();
      this.onOpen(details);
    },
  });
  /** The saved state of the open draft goes or stays, so it is saved first. */
  readonly #giving = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, draftId: string, accountantId: string) => {
      this.isUnsaved = draftId === this.present && !(await this.onLeave());
      if (this.isUnsaved) return false;
      await this.signIn.api.drafts.handOver.mutate({ draftId, accountantId });
      return true;
    },
    done: (isDone, draftId) => isDone && this.#drop(draftId),
  });
  readonly #deleting = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, draftId: string) =>
      this.signIn.api.drafts.delete.mutate({ draftId }),
    done: (_, draftId) => this.#drop(draftId),
  });

  async show(): Promise<void> {
    await this.updateComplete;
    this.drafts = null;
    this.asked = null;
    this.isUnsaved = false;
    for (const call of this.#calls) call.clear();
    showModal(this.dialog);
    // The list includes the last typed input.
    await this.onLeave();
    await this.#reading.start();
  }

  get #calls() {
    return [this.#opening, this.#giving, this.#deleting, this.#knowing, this.#reading];
  }

  #take(drafts: readonly DraftSummary[]): void {
    this.drafts = drafts;
    this.onList(drafts);
  }

  #drop(draftId: string): void {
    this.asked = null;
    this.#take((this.drafts ?? []).filter(({ id }) => id !== draftId));
    if (draftId === this.present) this.onGone();
    this.shadowRoot?.getElementById('title')?.focus();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('asked') && this.asked) {
      this.shadowRoot?.querySelector<HTMLElement>('.asked select, .asked button')?.focus();
    }
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const unsaved = { text: this.isUnsaved ? t('drafts.unsavedHere') : '' };
    return html`<dialog aria-labelledby="title">
      <div class="stack">
        <h2 id="title" tabindex="-1" autofocus>${t('drafts')}</h2>
        <p class="muted">${t('drafts.hint')}</p>
        ${this.#renderList()}
        <div class="live" role="alert">${faultNotice(unsaved, ...this.#calls)}</div>
        <div class="row">
          <button type="button" @click=${this.#handleNew}>${t('drafts.new')}</button>
          ${this.#reading.fault ? html`<button type="button" @click=${this.#reading.retry}>${t('retry')}</button>` : nothing}
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
        </div>
      </div>
    </dialog>`;
  }

  #renderList(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { drafts } = this;
    if (!drafts) {
      return this.#reading.fault
        ? nothing
        : html`<div class="skeleton" role="status" aria-label=${t('loading')}><i></i><i></i></div>`;
    }
    if (drafts.length === 0) {
      return html`<p class="muted" role="status">${t('drafts.none')}</p>`;
    }
    return html`<ul>${drafts.map((draft) => this.#renderDraft(draft))}</ul>`;
  }

  #renderDraft(draft: DraftSummary): TemplateResult {
    const { t } = this.signIn;
    const { id } = draft;
    const name = draftName(this.signIn, draft);
    const button = (text: string, onClick: () => unknown) =>
      html`<button type="button" aria-label=${t('drafts.of', { do: text, name })} @click=${onClick}>${text}</button>`;
    return html`<li>
      <span><strong>${name}</strong> <small class="muted">${this.#factsOf(draft)}</small></span>
      <span class="row">
        ${id === this.present ? html`<span class="badge">${t('drafts.isOpen')}</span>` : button(t('drafts.open'), () => this.#opening.start(id))}
        ${button(t('drafts.handOver'), () => this.#ask(id, 'handOver'))}
        ${button(t('drafts.delete'), () => this.#ask(id, 'delete'))}
      </span>
      ${this.asked?.id === id ? this.#renderAsked(this.asked) : nothing}
    </li>`;
  }

  #factsOf({ firstCustomer, customerCount, savedBy, savedAt, handedBy }: DraftSummary): string {
    const { t, whoAmI } = this.signIn;
    const time = timeText(savedAt);
    const others = customerCount - 1;
    const isOwn = savedBy.id === whoAmI.accountant.id;
    return [
      others > 0 && firstCustomer
        ? t('drafts.and', { name: firstCustomer, count: others })
        : firstCustomer,
      isOwn ? t('drafts.savedAt', { time }) : t('drafts.savedBy', { name: savedBy.name, time }),
      handedBy === null ? '' : t('drafts.handedBy', { name: handedBy }),
    ]
      .filter(Boolean)
      .join(' · ');
  }

  #renderAsked({ id, what }: Asked): TemplateResult {
    const { t } = this.signIn;
    const keep = html`<button type="button" @click=${() => this.#ask(id, null)}>${t('drafts.keep')}</button>`;
    if (what === 'delete') {
      return html`<div class="stack asked" role="group" aria-label=${t('drafts.delete.do')}>
        <p>${t('drafts.delete.sure')}</p>
        <div class="row">
          ${keep}
          <button type="button" class="primary danger" aria-disabled=${this.#deleting.isBusy} @click=${() => this.#deleting.start(id)}>
            ${t('drafts.delete.do')}
          </button>
        </div>
      </div>`;
    }
    return html`<div class="stack asked" role="group" aria-label=${t('drafts.handOver.do')}>
      ${this.#renderColleagues()}
      <div class="row">${keep} ${this.#renderGive(id)}</div>
    </div>`;
  }

  #renderColleagues(): TemplateResult {
    const { t } = this.signIn;
    const { colleagues } = this;
    if (!colleagues) {
      return html`<p class="muted" role="status">${this.#knowing.fault ? nothing : t('loading')}</p>`;
    }
    if (colleagues.length === 0) return html`<p class="muted">${t('drafts.handOver.nobody')}</p>`;
    return html`<label class="field">
        <span>${t('drafts.handOver.to')}</span>
        <select>${colleagues.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select>
      </label>
      <p class="muted">${t('drafts.handOver.hint')}</p>`;
  }

  #renderGive(id: string): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    if (!this.colleagues?.length) return nothing;
    const give = () => this.#giving.start(id, this.select?.value ?? '');
    return html`<button type="button" class="primary" aria-disabled=${this.#giving.isBusy} @click=${give}>
      ${t('drafts.handOver.do')}
    </button>`;
  }

  #ask(id: string, what: Asked['what'] | null): void {
    this.asked = what && { id, what };
    if (what === 'handOver' && !this.colleagues) void this.#knowing.start();
  }

  async #handleNew(): Promise<void> {
    this.isUnsaved = !(await this.onLeave());
    if (this.isUnsaved) return;
    this.dialog.close();
    this.onNew();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-drafts-dialog': DraftsDialog;
  }
}
