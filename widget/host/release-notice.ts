import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { emit } from '../events.ts';
import { onReleaseReplaced } from './load-module.ts';

/** Here, because the catalogues may be among the files that the server no longer has. */
const TEXTS = {
  vi: [
    'Dịch vụ gia hạn vừa được cập nhật. Hãy tải lại trang để tiếp tục; thông tin đã nhập được giữ lại.',
    'Tải lại trang',
  ],
  en: [
    'The renewal service has just been updated. Please reload the page to go on; what you have entered is kept.',
    'Reload the page',
  ],
} as const;

/** Offers to reload a page whose release the server has replaced, as soon as a part of it is missing. */
export class ReleaseNotice implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #leave = () => {};
  isShown = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#leave = onReleaseReplaced(() => {
      if (this.isShown) return;
      this.isShown = true;
      this.#host.requestUpdate();
      emit(this.#host, 'renewal-error', { code: 'RELEASE_REPLACED' });
    });
  }

  hostDisconnected(): void {
    this.#leave();
  }

  /** For narrow places: a button that shows the text on hovering. */
  renderButton(
    language: keyof typeof TEXTS,
    label: TemplateResult,
  ): TemplateResult | typeof nothing {
    if (!this.isShown) return nothing;
    const said = TEXTS[language].join(' ');
    return html`<button
        type="button"
        class="replaced failed"
        aria-label=${said}
        title=${said}
        @click=${() => location.reload()}
      >
        ${label}
      </button>
      <span class="said" role="status" lang=${language}>${said}</span>`;
  }

  render(language: keyof typeof TEXTS): TemplateResult | typeof nothing {
    if (!this.isShown) return nothing;
    const [text, reload] = TEXTS[language];
    return html`<div class="skeleton notice" role="alert" lang=${language}>
      <span>${text}</span>
      <button type="button" @click=${() => location.reload()}>${reload}</button>
    </div>`;
  }
}
