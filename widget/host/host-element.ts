import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Fault } from '../api/fault.ts';
import { PageFault } from '../api/page-fault.ts';
import type { FormSession, OpeningFault } from '../api/session.ts';
import type { RenewalErrorDetail } from '../error-codes.ts';
import { emit } from '../events.ts';
import { type InnerElement, registerInner } from '../register.ts';
import { type Appearance, AppearanceController } from '../ui/appearance.ts';
import { root } from '../ui/root.styles.ts';
import { skeleton } from '../ui/skeleton.styles.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/tokens.styles.ts';
import { KEY_EVENTS, keepTyping } from './keep-typing.ts';
import { ReleaseNotice } from './release-notice.ts';

/** What is shown before the language has loaded has to be here. */
const LOADING = { vi: 'Đang tải…', en: 'Loading…' };
const FAILED = {
  vi: ['Chưa kết nối được dịch vụ gia hạn.', 'Thử lại', 'Mã lỗi'],
  en: ['The renewal service cannot be reached.', 'Try again', 'Error code'],
} as const;

/** A framework may set a new `fetchToken` at every render: the last one is asked, after a pause, in milliseconds. */
const QUIET = 250;

/** After so long the person is told what an opening waits for, in milliseconds. */
export const PATIENCE = 4_000;

/**
 * What the public elements share: the host's contract, a skeleton at once, and everything else loaded
 * when `server` and `fetchToken` are both there, in whatever order they come.
 */
export abstract class HostElement extends StyledElement {
  static override styles = [tokens, skeleton, root];

  /** The renewal server's address, e.g. `https://renewal.example`. */
  @property() server = '';

  /** The screen's language: `vi` or `en`. */
  @property() locale = 'vi';

  /** Gives a session token that the portal's backend has just signed. */
  @property({ attribute: false }) fetchToken: (() => Promise<string>) | undefined;

  /** `light` or `dark`; `auto`: as the page declares, or else as its background is. */
  @property() appearance: Appearance = 'auto';

  @state() protected session: FormSession | undefined;
  /** Why the session could not be opened; null when it could, or may still be. */
  @state() protected failure: { code: string; text: string } | null = null;
  /** Says that the session has passed to another person, until it is put away. */
  @state() private notice: typeof import('../ui/identity-notice.ts').identityNotice | null = null;

  /** Whether it begins with more than the order form. */
  protected readonly allTexts: boolean = true;

  readonly #appearance = new AppearanceController(this, () => this.surfacePlace);
  readonly #release = new ReleaseNotice(this);
  #opening = 0;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #prepareSoon: ReturnType<typeof setTimeout> | undefined;
  #waitsForToken = false;
  #fetchTokenReplaced = Promise.withResolvers<void>();
  /** The host has set another `fetchToken` while a session was being opened. */
  #isStale = false;
  /** The last code that the console has named. */
  #advised = '';

  constructor() {
    super();
    this.addEventListener('renewal-error', ({ detail }) => void this.#advise(detail));
  }

  /** Loads the element that this one shows. */
  protected abstract load(): Promise<InnerElement>;

  protected abstract renderContent(session: FormSession): TemplateResult;

  /** What was opened in the session of another person is not this one's. */
  protected forgetSession(_session: FormSession): void {}

  protected get language(): 'vi' | 'en' {
    return this.locale === 'en' ? 'en' : 'vi';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const type of KEY_EVENTS) this.addEventListener(type, keepTyping);
    if (this.hasUpdated && !this.session && !this.failure) this.#watch();
  }

  override disconnectedCallback(): void {
    for (const type of KEY_EVENTS) this.removeEventListener(type, keepTyping);
    clearTimeout(this.#alarm);
    clearTimeout(this.#prepareSoon);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('locale') && !['vi', 'en', null, undefined].includes(this.locale)) {
      this.reportProperty('locale', 'it is neither vi nor en; vi is shown.');
    }
    if (changed.has('server')) {
      this.session = undefined;
      void this.open();
    } else if (this.session) {
      if (changed.has('locale')) void this.#translate(this.session);
      if (changed.has('fetchToken')) this.#renewToken(this.session);
    } else if (changed.has('fetchToken') && this.#waitsForToken) {
      this.#isStale = true;
      this.#fetchTokenReplaced.resolve();
      this.#fetchTokenReplaced = Promise.withResolvers();
    } else if (changed.has('locale') || changed.has('fetchToken')) {
      void this.open();
    }
  }

  /** Begins, or begins again. */
  protected async open(): Promise<void> {
    const opening = ++this.#opening;
    this.failure = null;
    this.#isStale = false;
    this.#waitsForToken = false;
    const server = this.#serverAddress();
    if (server === null) return;
    this.#watch();
    if (this.#missing) return;
    this.#waitsForToken = true;
    try {
      const loading = [import('../api/session.ts'), this.load()] as const;
      const [{ openSession }, inner] = await Promise.all(loading);
      registerInner(inner);
      const session = await openSession({
        server,
        locale: this.language,
        fetchTokenNow: () => this.fetchToken,
        fetchTokenReplaced: () => this.#fetchTokenReplaced.promise,
        onToken: () => {
          if (opening === this.#opening) this.#waitsForToken = false;
        },
        onIdentityChanged: () => void this.#changeIdentity(session),
        allTexts: this.allTexts,
      });
      if (opening === this.#opening) this.#opened(session);
    } catch (error) {
      const code = error instanceof PageFault ? error.code : 'OFFLINE';
      const { fault = { code }, text } = error as Partial<OpeningFault>;
      await this.#fail(fault, opening, text);
    }
  }

  #opened(session: FormSession): void {
    clearTimeout(this.#alarm);
    this.#waitsForToken = false;
    this.#advised = '';
    this.failure = null;
    this.session = session;
    if (this.#isStale) this.#renewToken(session);
  }

  /** A framework may set one property after the other; but what does not come is said. */
  #watch(): void {
    const opening = this.#opening;
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => {
      const slow = this.#waitsForToken ? 'FETCH_TOKEN_TIMEOUT' : 'SERVER_SLOW';
      void this.#fail({ code: this.#missing ?? slow }, opening);
    }, PATIENCE);
  }

  get #missing(): 'NO_SERVER' | 'NO_FETCH_TOKEN' | null {
    if (!this.server) return 'NO_SERVER';
    return this.fetchToken == null ? 'NO_FETCH_TOKEN' : null;
  }

  /** @returns null when it is no address, which is said */
  #serverAddress(): string | null {
    const given: unknown = this.server ?? '';
    const isText = typeof given === 'string' || given instanceof URL;
    if (given === '' || (isText && isAddress(String(given).trim()))) return String(given).trim();
    const message = 'server: it is no http or https address.';
    void this.#fail({ code: 'INVALID_PROPERTY', details: { property: 'server', message } });
    return null;
  }

  /** The function that is set now is asked from now on, and soon: it may be another person's. */
  #renewToken({ tokens }: FormSession): void {
    tokens.forget();
    clearTimeout(this.#prepareSoon);
    this.#prepareSoon = setTimeout(() => {
      // A call that needs it says so, to the person who makes it.
      tokens.prepare().catch(() => {});
    }, QUIET);
  }

  /** Nothing of the one is shown to the other; what was typed is kept for the one who typed it. */
  async #changeIdentity(session: FormSession): Promise<void> {
    if (this.session?.api !== session.api) return;
    this.forgetSession(session);
    this.session = undefined;
    const { portal, firm, accountant } = session.whoAmI;
    const message = `It was ${accountant.id} of firm ${firm.id} at portal ${portal.id}.`;
    emit(this, 'renewal-error', { code: 'IDENTITY_CHANGED', details: { message } });
    const [{ identityNotice }] = await Promise.all([
      import('../ui/identity-notice.ts'),
      this.open(),
    ]);
    this.notice = identityNotice;
  }

  /** What is typed stays where it is; only the words change. */
  async #translate(session: FormSession): Promise<void> {
    const opening = ++this.#opening;
    const { inLanguage } = await import('../api/session.ts');
    const translated = await inLanguage(session, this.language);
    if (opening === this.#opening) this.session = translated;
  }

  async #fail(fault: Fault, opening = this.#opening, text = ''): Promise<void> {
    const said = text || (await this.#textOf(fault));
    if (opening !== this.#opening || this.session) return;
    clearTimeout(this.#alarm);
    const { code, details } = fault;
    this.failure = { code, text: said };
    emit(this, 'renewal-error', details ? { code, details } : { code });
  }

  async #textOf(fault: Fault): Promise<string> {
    if (fault.code === 'OFFLINE') return '';
    try {
      const { textOfFault } = await import('./host-faults.ts');
      return await textOfFault(fault, this.language);
    } catch {
      return '';
    }
  }

  /** A property of the host's that can't be read: the rest goes on. */
  protected reportProperty(name: string, message: string): void {
    const details = { property: name, message: `${name}: ${message}` };
    emit(this, 'renewal-error', { code: 'INVALID_PROPERTY', details });
  }

  /** One line for the developer, until something else is wrong. */
  async #advise(detail: RenewalErrorDetail): Promise<void> {
    const said = `${detail.code} ${detail.details?.message ?? ''}`;
    if (this.#advised === said) return;
    this.#advised = said;
    try {
      const { adviseDeveloper } = await import('./host-faults.ts');
      adviseDeveloper(this.localName, detail);
    } catch {
      // Offline, there is nothing to advise.
    }
  }

  /** What this element's surfaces lie on. */
  protected get surfacePlace(): Element | null {
    return this;
  }

  protected override render(): TemplateResult {
    const { scheme, ground } = this.#appearance;
    return html`<div class="root ${scheme} ${ground ? `on-${ground}` : ''}">${this.#renderStage()}</div>`;
  }

  #renderStage(): TemplateResult {
    const replaced = this.renderReplaced(this.#release);
    if (this.session) {
      return html`${replaced}${this.renderNotice(this.session)}${this.renderContent(this.session)}`;
    }
    if (this.#release.isShown && replaced !== nothing) return html`${replaced}`;
    if (this.failure) return this.renderFailure(this.failure);
    return this.renderSkeleton();
  }

  protected renderReplaced(release: ReleaseNotice): TemplateResult | typeof nothing {
    return release.render(this.language);
  }

  protected renderNotice(session: FormSession): TemplateResult | typeof nothing {
    if (!this.notice) return nothing;
    return this.notice(session, () => {
      this.notice = null;
    });
  }

  protected renderSkeleton(): TemplateResult {
    return html`<div class="skeleton" role="status" lang=${this.language} aria-label=${LOADING[this.language]}>
      <i></i><i></i><i></i><i></i>
    </div>`;
  }

  protected renderFailure({ code, text }: { code: string; text: string }): TemplateResult {
    const [unreachable, again, codeLabel] = FAILED[this.language];
    return html`<div class="skeleton" role="alert" lang=${this.language}>
      <span>${text || unreachable}</span>
      <small>${codeLabel}: <span translate="no">${code}</span></small>
      <button type="button" @click=${() => this.open()}>${again}</button>
    </div>`;
  }
}

function isAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text, document.baseURI).protocol);
  } catch {
    return false;
  }
}
