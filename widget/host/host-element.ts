import {
  type PropertyDeclarations,
  type PropertyValues,
  ReactiveElement,
} from '@lit/reactive-element';
import type { Fault, RenewalFault } from '../api/fault.ts';
import { PageFault } from '../api/page-fault.ts';
import type { FormSignIn } from '../api/sign-in.ts';
import type { RenewalErrorDetail } from '../error-codes.ts';
import { emit } from '../events.ts';
import { type InnerElement, registerInner } from '../register.ts';
import { element } from '../ui/element.ts';
import { AppearanceController } from '../ui/theme/appearance.ts';
import { root } from '../ui/theme/root.styles.ts';
import { styledRoot, styleRoot } from '../ui/theme/root-styles.ts';
import { skeleton } from '../ui/theme/skeleton.styles.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { REPLACED, ReleaseNotice } from './release-notice.ts';
import { readServerAddress } from './server-address.ts';
import type { PaletteKeeper, SignInKeeper } from './sign-in-keeper.ts';
import { type Part, Stage } from './stage.ts';

/** Shown before the language has loaded, and so written here. */
const LOADING = { vi: 'Đang tải…', en: 'Loading…' };
const FAILED = {
  vi: ['Chưa kết nối được dịch vụ gia hạn.', 'Thử lại', 'Mã lỗi'],
  en: ['The renewal service cannot be reached.', 'Try again', 'Error code'],
} as const;

/** Time before the person is told why opening takes long, in milliseconds. */
export const PATIENCE_MS = 4_000;

/**
 * The common part of the public elements: the host's contract, a skeleton at once, and everything else loaded when
 * `server` and `fetchToken` are both set, in any order. It makes do without Lit's templates, which are loaded with what it
 * shows.
 *
 * @cssproperty [--renewal-text=light-dark(#17222d, #e5eaef)] - text
 * @cssproperty [--renewal-muted=light-dark(#586673, #a1aebb)] - text of less weight
 * @cssproperty [--renewal-link=--renewal-accent] - links and quiet buttons; the accent colour by default
 * @cssproperty [--renewal-label=--renewal-muted] - labels of fields
 * @cssproperty [--renewal-placeholder=--renewal-muted] - what stands in an empty field
 * @cssproperty [--renewal-surface=light-dark(#fff, #1a2229)] - cards, the ground of everything else
 * @cssproperty [--renewal-sunken=light-dark(#f4f6f8, #12191f)] - what lies behind cards
 * @cssproperty [--renewal-raised=--renewal-surface] - dialogs, menus and lists that open
 * @cssproperty [--renewal-field=--renewal-surface] - the ground of fields
 * @cssproperty [--renewal-field-line=#7b8793] - borders of fields; where it is not set, `--renewal-line`, made darker or lighter until it is seen
 * @cssproperty [--renewal-line=light-dark(#d9e0e6, #38444f)] - borders
 * @cssproperty [--renewal-row-line=--renewal-line] - lines between rows of lists
 * @cssproperty [--renewal-head=--renewal-sunken] - heads of tables
 * @cssproperty [--renewal-on-head=--renewal-muted] - text in heads of tables
 * @cssproperty [--renewal-accent=light-dark(#0b5fae, #78b6f3)] - the one accent colour
 * @cssproperty [--renewal-on-accent=light-dark(#fff, #06223c)] - text on the accent colour
 * @cssproperty [--renewal-accent-soft=color-mix(in srgb, --renewal-accent 10%, --renewal-surface)] - chosen rows and hints, in a tint of the accent colour
 * @cssproperty [--renewal-focus=--renewal-accent] - the ring around what has the keyboard; made darker or lighter until it is seen
 * @cssproperty [--renewal-button=--renewal-surface] - the ground of buttons
 * @cssproperty [--renewal-on-button=--renewal-text] - text on buttons
 * @cssproperty [--renewal-button-line=--renewal-line] - borders of buttons
 * @cssproperty [--renewal-good=light-dark(#17693a, #84d9a6)] - paid and renewed: text
 * @cssproperty [--renewal-good-soft=light-dark(#e5f5eb, #12301f)] - paid and renewed: ground
 * @cssproperty [--renewal-bad=light-dark(#a8231a, #ffa9a1)] - errors and overdue: text, and the ground of buttons that destroy
 * @cssproperty [--renewal-on-bad=--renewal-surface] - text on buttons that destroy
 * @cssproperty [--renewal-bad-soft=light-dark(#fdeceb, #3c1816)] - errors and overdue: ground
 * @cssproperty [--renewal-wait=light-dark(#754a00, #f2c77d)] - awaiting payment, and warnings: text
 * @cssproperty [--renewal-wait-soft=light-dark(#fff3dd, #34270e)] - awaiting payment, and warnings: ground
 * @cssproperty [--renewal-count=#c2291f] - the ground of the bell’s count
 * @cssproperty [--renewal-on-count=#fff] - the bell’s count
 * @cssproperty [--renewal-backdrop=rgb(10 16 22 / 50%)] - what lies over the page behind a dialog
 * @cssproperty [--renewal-skeleton=--renewal-sunken] - bars shown while loading
 * @cssproperty [--renewal-font=system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif] - the font family
 * @cssproperty [--renewal-font-heading=inherit] - the font family of headings
 * @cssproperty [--renewal-font-size=14px] - the size of text
 * @cssproperty [--renewal-font-size-small=13px] - labels, hints and heads of tables
 * @cssproperty [--renewal-font-size-badge=12.5px] - badges
 * @cssproperty [--renewal-font-size-title=18px] - titles of screens
 * @cssproperty [--renewal-font-size-subtitle=15px] - titles of parts
 * @cssproperty [--renewal-font-size-total=17px] - the total of an order
 * @cssproperty [--renewal-font-weight-medium=500] - the weight of buttons
 * @cssproperty [--renewal-font-weight-strong=600] - the weight of what stands out
 * @cssproperty [--renewal-font-weight-heading=bold] - the weight of headings
 * @cssproperty [--renewal-line-height=1.45] - the height of a line
 * @cssproperty [--renewal-numbers=tabular-nums] - `font-variant-numeric`, by which digits are equally wide
 * @cssproperty [--renewal-radius=6px] - the corners of everything without a token of its own, at most 24px, by which buttons and fields are round
 * @cssproperty [--renewal-radius-button=--renewal-radius] - the corners of buttons
 * @cssproperty [--renewal-radius-field=--renewal-radius] - the corners of fields
 * @cssproperty [--renewal-radius-card=--renewal-radius] - the corners of cards
 * @cssproperty [--renewal-radius-dialog=--renewal-radius] - the corners of dialogs
 * @cssproperty [--renewal-radius-badge=99px] - the corners of badges
 * @cssproperty [--renewal-border-width=1px] - the width of borders
 * @cssproperty [--renewal-focus-width=2px] - the width of the focus ring
 * @cssproperty [--renewal-focus-offset=1px] - the room between the focus ring and what has it
 * @cssproperty [--renewal-shadow-card=none] - the shadow of cards
 * @cssproperty [--renewal-shadow-menu=0 8px 28px rgb(10 20 30 / 18%)] - the shadow of menus and lists that open
 * @cssproperty [--renewal-shadow-dialog=none] - the shadow of dialogs
 * @cssproperty [--renewal-disabled-opacity=0.55] - the opacity of what can’t be pressed
 * @cssproperty [--renewal-control-height=36px] - the least height of buttons and fields; 44px on touch screens
 * @cssproperty [--renewal-button-padding=14px] - room at the sides of a button’s text
 * @cssproperty [--renewal-field-padding=10px] - room at the sides of a field’s text
 * @cssproperty [--renewal-card-padding=16px] - room within cards
 * @cssproperty [--renewal-cell-padding=10px 14px] - room within cells of lists
 * @cssproperty [--renewal-notice-padding=10px 14px] - room within notices
 * @cssproperty [--renewal-dialog-padding=20px] - room within dialogs
 * @cssproperty [--renewal-dialog-width=640px] - the width of dialogs where there is room
 * @cssproperty [--renewal-gap=12px] - the room between the parts of a screen
 * @cssproperty [--renewal-row-height=44px] - the order form’s rows, at least 36px
 * @cssproperty [--renewal-icon=18px] - the size of icons
 * @cssproperty [--renewal-icon-stroke=1.8] - the stroke of icons
 * @cssproperty [--renewal-icon-button=32px] - the size of buttons with an icon alone
 * @cssproperty [--renewal-tick=18px] - the size of checkboxes and radio buttons
 */
export abstract class HostElement extends ReactiveElement {
  static override styles = [tokens, skeleton, root];
  /** Without decorators, here and in the public elements: the skeleton would have to wait for their helpers. */
  static override properties: PropertyDeclarations = {
    server: {},
    locale: {},
    fetchToken: { attribute: false },
    appearance: {},
    density: {},
    texts: { attribute: false },
    signIn: { state: true },
    failure: { state: true },
    notice: { state: true },
  };

  /** The renewal server's address, e.g. `https://renewal.example`. */
  server = '';

  /** The screen's language: `vi` or `en`. */
  locale = 'vi';

  /** Returns a sign-in token that the portal's backend has just signed. */
  fetchToken: (() => Promise<string>) | undefined;

  /** `light` or `dark`; `auto`: as the page declares, or else as its background is. */
  appearance: 'auto' | 'light' | 'dark' = 'auto';

  /** `compact` for lower rows and controls, and less space between them. */
  density: 'normal' | 'compact' = 'normal';

  /** Texts of the host's own, by key, in place of the product's; `{name}` places are filled as in these. */
  texts: Readonly<Record<string, string>> = {};

  protected signIn: FormSignIn | undefined;
  /** The reason why signing in failed; null when it has succeeded, or still may. */
  protected failure: { code: string; text: string } | null = null;
  /** The notice that the session has passed to another person, until it is dismissed. */
  private notice: typeof import('./identity-notice.ts').identityNotice | null = null;

  /** Whether it begins with more than the order form. */
  protected readonly allTexts: boolean = true;

  readonly #appearance = new AppearanceController(this, () => this.surfacePlace);
  readonly #release = new ReleaseNotice(this);
  readonly #stage = new Stage();
  #opening = 0;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  /** Loaded with the sign-in's part of the widget. */
  #keeper: SignInKeeper | undefined;
  #palette: PaletteKeeper | undefined;
  /** The last code written to the console. */
  #advised = '';

  constructor() {
    super();
    this.addEventListener('renewal-error', ({ detail }) => this.#advise(detail));
  }

  /** Loads the element shown here. */
  protected abstract load(): Promise<InnerElement>;

  protected abstract contentFor(signIn: FormSignIn): Part;

  /** Views opened during another person's sign-in are not this person's. */
  protected forgetSignIn(_signIn: FormSignIn): void {}

  protected get language(): 'vi' | 'en' {
    return this.locale === 'en' ? 'en' : 'vi';
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = styledRoot(this);
    root.append(this.#stage.root);
    return root;
  }

  adoptedCallback(): void {
    styleRoot(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && !this.signIn && !this.failure) this.#watch();
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#alarm);
    this.#keeper?.stop();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('locale') && !['vi', 'en', null, undefined].includes(this.locale)) {
      this.reportProperty('locale', 'it is neither vi nor en; vi is shown.');
    }
    if (changed.has('server')) {
      this.signIn = undefined;
      void this.open();
    } else if (this.signIn) {
      // The same sign-in, for another rendering.
      if (changed.has('texts')) this.signIn = { ...this.signIn };
      if (changed.has('locale')) void this.#translate(this.signIn);
      if (changed.has('fetchToken')) this.#keeper?.renewToken(this.signIn);
    } else if (changed.has('fetchToken') && this.#keeper?.waitsForToken) {
      this.#keeper.replaceFetchToken();
    } else if (changed.has('locale') || changed.has('fetchToken')) {
      void this.open();
    }
  }

  /** Begins, or begins again. */
  protected async open(): Promise<void> {
    const opening = ++this.#opening;
    this.failure = null;
    this.#keeper = undefined;
    const server = this.#serverAddress();
    if (server === null) return;
    this.#watch();
    if (this.#missing) return;
    try {
      const loading = [import('./sign-in-keeper.ts'), this.load()] as const;
      const [{ PaletteKeeper, SignInKeeper, keepTyping, makeFocusable }, inner] =
        await Promise.all(loading);
      registerInner(inner);
      keepTyping(this);
      makeFocusable(this);
      this.#palette ??= new PaletteKeeper(this, this.surfacePlace === this);
      if (opening !== this.#opening) return;
      const { language, allTexts } = this;
      this.#keeper = new SignInKeeper({
        server,
        language,
        allTexts,
        fetchTokenNow: () => this.fetchToken,
        textsNow: () => this.texts,
        onIdentityChanged: (signIn) => void this.#changeIdentity(signIn),
      });
      const signIn = await this.#keeper.open();
      if (opening === this.#opening) this.#opened(signIn);
    } catch (error) {
      const code = error instanceof PageFault ? error.code : 'OFFLINE';
      const { fault = { code } } = error as Partial<RenewalFault>;
      await this.#fail(fault, opening);
    }
  }

  #opened(signIn: FormSignIn): void {
    clearTimeout(this.#alarm);
    this.#advised = '';
    this.failure = null;
    this.signIn = signIn;
  }

  /** A framework may set one property after the other; but a missing one is reported. */
  #watch(): void {
    const opening = this.#opening;
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => {
      const slow = this.#keeper?.waitsForToken ? 'FETCH_TOKEN_TIMEOUT' : 'SERVER_SLOW';
      void this.#fail({ code: this.#missing ?? slow }, opening);
    }, PATIENCE_MS);
  }

  get #missing(): 'NO_SERVER' | 'NO_FETCH_TOKEN' | null {
    if (!this.server) return 'NO_SERVER';
    return this.fetchToken == null ? 'NO_FETCH_TOKEN' : null;
  }

  /** @returns null when it is no address, which is reported */
  #serverAddress(): string | null {
    const address = readServerAddress(this.server);
    if (address !== null) return address;
    const message = 'server: it is no http or https address.';
    void this.#fail({ code: 'INVALID_PROPERTY', details: { property: 'server', message } });
    return null;
  }

  /** One person's screens are never shown to another; typed input is kept for its author. */
  async #changeIdentity(signIn: FormSignIn): Promise<void> {
    if (this.signIn?.api !== signIn.api) return;
    this.forgetSignIn(signIn);
    this.signIn = undefined;
    const { portal, firm, accountant } = signIn.whoAmI;
    const message = `It was ${accountant.id} of firm ${firm.id} at portal ${portal.id}.`;
    emit(this, 'renewal-error', { code: 'IDENTITY_CHANGED', details: { message } });
    const [{ identityNotice }] = await Promise.all([import('./identity-notice.ts'), this.open()]);
    this.notice = identityNotice;
  }

  async #translate(signIn: FormSignIn): Promise<void> {
    const opening = ++this.#opening;
    const translated = await this.#keeper?.translate(signIn, this.language);
    if (opening === this.#opening && translated) this.signIn = translated;
  }

  async #fail(fault: Fault, opening = this.#opening): Promise<void> {
    const text = await this.#textOf(fault);
    if (opening !== this.#opening || this.signIn) return;
    clearTimeout(this.#alarm);
    const { code, details } = fault;
    this.failure = { code, text };
    emit(this, 'renewal-error', details ? { code, details } : { code });
  }

  async #textOf(fault: Fault): Promise<string> {
    if (fault.code === 'OFFLINE') return '';
    return await import('./host-faults.ts')
      .then(({ textOfFault }) => textOfFault(fault, this.language))
      .catch(() => '');
  }

  /** An unreadable property of the host's: the rest continues. */
  protected reportProperty(name: string, message: string): void {
    const details = { property: name, message: `${name}: ${message}` };
    emit(this, 'renewal-error', { code: 'INVALID_PROPERTY', details });
  }

  /** One line for the developer for each series of the same fault. */
  #advise(detail: RenewalErrorDetail): void {
    const said = `${detail.code} ${detail.details?.message ?? ''}`;
    if (this.#advised === said) return;
    this.#advised = said;
    import('./host-faults.ts')
      .then(({ adviseDeveloper }) => adviseDeveloper(this.localName, detail))
      // No advice while the page is offline.
      .catch(() => {});
  }

  /** The background under this element's surfaces. */
  protected get surfacePlace(): Element | null {
    return this;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const { scheme, ground } = this.#appearance;
    const density = this.density === 'compact' ? 'compact' : '';
    const names = ['root', scheme, ground && `on-${ground}`, density];
    this.#stage.root.className = names.filter(Boolean).join(' ');
    this.#stage.show(this.#parts());
  }

  #parts(): Part[] {
    const { signIn, failure } = this;
    const isReplaced = this.#release.isShown;
    const [text, reload] = REPLACED[this.language];
    const replaced = isReplaced ? [this.replacedNotice(text, reload)] : [];
    if (signIn) return [...replaced, ...this.notices(signIn), this.contentFor(signIn)];
    if (isReplaced) return replaced;
    return [failure ? this.failureNotice(failure) : this.skeleton()];
  }

  /** Offers to reload a page whose release the server has replaced. */
  protected replacedNotice(text: string, reload: string): Part {
    const onclick = () => location.reload();
    const said = { className: 'skeleton notice', role: 'alert', lang: this.language };
    return {
      key: text,
      make: () =>
        element('div', said, element('span', {}, text), element('button', { onclick }, reload)),
    };
  }

  protected notices(signIn: FormSignIn): Part[] {
    if (!this.notice) return [];
    const close = () => {
      this.notice = null;
    };
    return [this.notice(signIn, close)];
  }

  protected skeleton(): Part {
    const lang = this.language;
    const bars = ['i', 'i', 'i', 'i'] as const;
    const said = { className: 'skeleton', role: 'status', lang, ariaLabel: LOADING[lang] };
    return { key: lang, make: () => element('div', said, ...bars.map((bar) => element(bar))) };
  }

  protected failureNotice({ code, text }: { code: string; text: string }): Part {
    const lang = this.language;
    const [unreachable, again, codeLabel] = FAILED[lang];
    const onclick = () => this.open();
    return {
      key: [lang, code, text].join(),
      make: () =>
        element(
          'div',
          { className: 'skeleton', role: 'alert', lang },
          element('span', {}, text || unreachable),
          element('small', {}, `${codeLabel}: `, element('span', { translate: false }, code)),
          element('button', { onclick }, again),
        ),
    };
  }
}
