import { html, type TemplateResult } from 'lit';
import type { FormSignIn } from '../api/sign-in.ts';

/** The notice that another person, or another firm, goes on from here. */
export function identityNotice({ t, whoAmI }: FormSignIn, onClose: () => void): TemplateResult {
  const { accountant, firm } = whoAmI;
  return html`<div class="skeleton notice" role="status">
    <span>${t('fault.IDENTITY_CHANGED', { name: accountant.name, firm: firm.name })}</span>
    <button type="button" @click=${onClose}>${t('close')}</button>
  </div>`;
}
