import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { OpeningFault, Session } from './api/session.ts';
import { emit } from './events.ts';
import { skeleton } from './ui/skeleton.styles.ts';
import { tokens } from './ui/tokens.styles.ts';

/** What is shown before the language has loaded has to be here. */
const LOADING = { vi: 'Đang tải…', en: 'Loading…' };
const FAILED = {
  vi: ['Chưa kết nối được dịch vụ gia hạn.', 'Thử lại'],
  en: ['The renewal service cannot be reached.', 'Try again'],
} as const;

const KEY_EVENTS = ['keydown', 'keypress', 'keyup'] as const;

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
  /** Why the session could not be opened, in words; empty when it could. */
  @state() protected failure = '';

  /** Whether it begins with more than the order form. */
  protected readonly allTexts: boolean = true;

  #opening = 0;
  #isOpening = false;

  /** Loads what the element shows; registers its inner elements. */
  protected abstract load(): Promise<unknown>;

  protected abstract renderContent(session: Session): TemplateResult;

  protected get language(): 'vi' | 'en' {
    return this.locale === 'en' ? 'en' : 'vi';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const type of KEY_EVENTS) this.addEventListener(type, keepTyping);
  }

  override disconnectedCallback(): void {
    for (const type of KEY_EVENTS) this.removeEventListener(type, keepTyping);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('locale') && !['vi', 'en'].includes(this.locale)) {
      console.warn(
        `<${this.localName}>: locale "${this.locale}" is neither vi nor en; vi is shown.`,
      );
      emit(this, 'renewal-error', { code: 'INVALID_PROPERTY' });
    }
    if (changed.has('server')) {
      this.session = undefined;
      void this.open();
    } else if (this.session) {
      if (changed.has('locale')) void this.#translate(this.session);
    } else if (changed.has('locale') || (changed.has('fetchToken') && !this.#isOpening)) {
      void this.open();
    }
  }

  /** Begins, or begins again. */
  protected async open(): Promise<void> {
    const opening = ++this.#opening;
    this.failure = '';
    const { server, language } = this;
    this.#isOpening = server !== '' && this.fetchToken !== undefined;
    if (!this.#isOpening) return;
    try {
      const [{ openSession }] = await Promise.all([import('./api/session.ts'), this.load()]);
      const session = await openSession({
        server,
        locale: language,
        fetchToken: this.#askForToken,
        allTexts: this.allTexts,
      });
      if (opening === this.#opening) this.session = session;
    } catch (error) {
      if (opening === this.#opening) this.#fail(error as Partial<OpeningFault>);
    }
    if (opening === this.#opening) this.#isOpening = false;
  }

  /** What is typed stays where it is; only the words change. */
  async #translate(session: Session): Promise<void> {
    const opening = ++this.#opening;
    const { inLanguage } = await import('./api/session.ts');
    const translated = await inLanguage(session, this.language);
    if (opening === this.#opening) this.session = translated;
  }

  #fail({ code = 'OFFLINE', text }: Partial<OpeningFault>): void {
    this.failure = text ?? FAILED[this.language][0];
    emit(this, 'renewal-error', { code });
  }

  /** Asks the function that is set now: a framework may set a new one at every render. */
  readonly #askForToken = async (): Promise<string> => {
    if (!this.fetchToken) throw new TypeError('fetchToken has been taken away');
    return this.fetchToken();
  };

  protected override render(): TemplateResult {
    if (this.session) return this.renderContent(this.session);
    if (this.failure) return this.renderFailure();
    return this.renderSkeleton();
  }

  protected renderSkeleton(): TemplateResult {
    return html`<div class="skeleton" role="status" lang=${this.language} aria-label=${LOADING[this.language]}>
      <i></i><i></i><i></i><i></i>
    </div>`;
  }

  protected renderFailure(): TemplateResult {
    return html`<div class="skeleton" role="alert" lang=${this.language}>
      <span>${this.failure}</span>
      <button type="button" @click=${() => this.open()}>${FAILED[this.language][1]}</button>
    </div>`;
  }
}

/**
 * A host's hot-keys act on keys that bubble to its document; what is typed here is ours. Escape is the
 * host's, to close what it has opened around us, unless a dialog of our own is what it closes.
 */
function keepTyping(event: KeyboardEvent): void {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || event.key === 'Tab') return;
  const path = event.composedPath();
  const ours = path.slice(0, path.indexOf(event.currentTarget as EventTarget));
  const inDialog = ours.some((node) => node instanceof HTMLDialogElement);
  if (event.key !== 'Escape' || inDialog) event.stopPropagation();
}
