/** Here rather than in the catalogues: nothing else could be loaded. */
const TEXTS = {
  vi: ['Chưa tải được dịch vụ gia hạn. Hãy tải lại trang.', 'Tải lại trang'],
  en: ['The renewal service could not be loaded. Please reload the page.', 'Reload the page'],
} as const;

/**
 * Registers an element in place of each public one, which says that the widget could not be loaded and offers to reload
 * the page. Only that helps: browsers never retry a failed import.
 */
export function standIn(): void {
  for (const name of ['renewal-wizard', 'renewal-bell', 'renewal-orders', 'renewal-payment']) {
    if (customElements.get(name) === undefined) {
      customElements.define(name, class extends StandIn {});
    }
  }
}

class StandIn extends HTMLElement {
  connectedCallback(): void {
    if (this.shadowRoot) return;
    const language = this.getAttribute('locale') === 'en' ? 'en' : 'vi';
    const [text, reload] = TEXTS[language];
    const button = document.createElement('button');
    button.type = 'button';
    button.addEventListener('click', () => location.reload());
    const root = this.attachShadow({ mode: 'open' });
    if (this.localName === 'renewal-bell') {
      // There is no room for words: they are shown on hovering.
      button.textContent = '!';
      button.title = text;
      button.ariaLabel = `${text} ${reload}`;
      root.append(button);
    } else {
      const notice = document.createElement('p');
      notice.role = 'alert';
      notice.lang = language;
      button.textContent = reload;
      notice.append(text, ' ', button);
      root.append(notice);
    }
    const detail = { code: navigator.onLine ? 'RELEASE_REPLACED' : 'OFFLINE' };
    this.dispatchEvent(new CustomEvent('renewal-error', { detail, bubbles: true, composed: true }));
  }
}
