import { html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

@customElement('zz-lazy')
export class ZzLazy extends LitElement {
  @property({ type: Number }) count = 0;
  @state() private label = 'Số lượng';
  override render() {
    return html`<label>${this.label}
      <input id="n" .value=${String(this.count)} @input=${(e: Event) => {
        this.count = Number((e.target as HTMLInputElement).value);
      }}>
    </label> <output>${this.count}</output>`;
  }
}
