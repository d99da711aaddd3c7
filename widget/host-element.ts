import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Session } from './api/session.ts';
import { emit } from './events.ts';
import { skeleton } from './ui/skeleton.styles.ts';
import { tokens } from './ui/tokens.styles.ts';

/** What is shown before the language has loaded has to be here. */
const LOADING = { vi: 'Đang tải…', en: 'Loading…' };
const FAILED = {
  vi: ['Chưa kết nối được dịch vụ gia hạn.', 'Thử lại'],
  en: ['The renewal service cannot be reached.', 'Try again'],
};

/**
 * What the public elements share: the host's contract, a skeleton at once, and everything else loaded
 * when `server` and `fetchToken` are both there, in whatever order they come.
 */
export abstract class HostElement extends LitElement {
  static override styles = [tokens, skeleton];

  /** The renewal server's address, e.g. `https://renewal.example`. */
  @property() server = '';

  /** The screen's language: `vi` or `en`. */
  @property() locale = 'vi';

  /** Gives a session token that the portal's backend has just signed. */
  @property({ attribute: false }) fetchToken: (() => Promise<string>) | undefined;

  @state() protected session: Session | undefined;
  @state() private failed = false;

  #opening = 0;

  /** Loads what the element shows; registers its inner elements. */
  protected abstract load(): Promise<unknown>;

  protected abstract renderContent(session: Session): TemplateResult;

  protected get language(): 'vi' | 'en' {
    return this.locale === 'en' ? 'en' : 'vi';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A host's hot-keys act on keys that bubble to its document; what is typed here is ours.
    this.addEventListener('keydown', keepTyping);
  }

  override disconnectedCallback(): void {
    this.removeEventListener('keydown', keepTyping);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('locale') && !['vi', 'en'].includes(this.locale)) {
      console.warn(
        `<${this.localName}>: locale "${this.locale}" is neither vi nor en; vi is shown.`,
      );
      emit(this, 'renewal-error', { code: 'INVALID_PROPERTY' });
    }
    if (changed.has('server') || changed.has('locale') || changed.has('fetchToken')) {
      this.session = undefined;
      void this.#open();
    }
  }

  async #open(): Promise<void> {
    const opening = ++this.#opening;
    this.failed = false;
    const { server, fetchToken, language } = this;
    if (!server || !fetchToken) return;
    try {
      const [{ openSession }] = await Promise.all([import('./api/session.ts'), this.load()]);
      const session = await openSession({ server, fetchToken, locale: language });
      if (opening === this.#opening) this.session = session;
    } catch {
      if (opening !== this.#opening) return;
      this.failed = true;
      emit(this, 'renewal-error', { code: 'OFFLINE' });
    }
  }

  protected override render(): TemplateResult {
    if (this.session) return this.renderContent(this.session);
    if (this.failed) return this.renderFailure();
    return this.renderSkeleton();
  }

  protected renderSkeleton(): TemplateResult {
    return html`<div class="skeleton" role="status" aria-label=${LOADING[this.language]}>
      <i></i><i></i><i></i><i></i>
    </div>`;
  }

  protected renderFailure(): TemplateResult {
    const [text, retry] = FAILED[this.language];
    return html`<div class="skeleton" role="alert">
      <span>${text}</span>
      <button type="button" @click=${() => this.#open()}>${retry}</button>
    </div>`;
  }
}

function keepTyping(event: KeyboardEvent): void {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && event.key !== 'Tab' && event.key !== 'Escape') event.stopPropagation();
}
