import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { emit } from '../events.ts';
import { releases } from './load-module.ts';

/** Written here, because the catalogues may be among the files that the server no longer has. */
export const REPLACED = {
  vi: [
    'Dịch vụ gia hạn vừa được cập nhật. Hãy tải lại trang để tiếp tục; thông tin đã nhập được giữ lại.',
    'Tải lại trang',
  ],
  en: [
    'The renewal service has been updated. Reload the page to go on; what you have entered is kept.',
    'Reload the page',
  ],
} as const;

/** Knows that the server has replaced the page's release, as soon as a part of it is missing. */
export class ReleaseNotice implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  isShown = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    releases.addEventListener('replaced', this.#show);
  }

  hostDisconnected(): void {
    releases.removeEventListener('replaced', this.#show);
  }

  readonly #show = (): void => {
    if (this.isShown) return;
    this.isShown = true;
    this.#host.requestUpdate();
    emit(this.#host, 'renewal-error', { code: 'RELEASE_REPLACED' });
  };
}
