import { html, nothing, type TemplateResult } from 'lit';
import type { FormKey, Translate } from '../messages/index.ts';
import { icon } from '../ui/icons.ts';

const STEPS = ['details', 'confirm', 'place'] as const;
export type WizardStep = (typeof STEPS)[number];

/**
 * The wizard's title, its three steps with the present one marked, and the button to leave.
 *
 * @param status the state of the draft's saving
 * @param said the news of a screen that is no step, for screen readers
 */
export function wizardHeader(
  t: Translate<FormKey>,
  step: string,
  onClose: () => void,
  status: unknown,
  said: string,
): TemplateResult {
  const current = STEPS.indexOf(step as WizardStep);
  return html`<header>
    <h2 id="title" tabindex="-1">
      ${t('wizard.title')}${hidden(current < 0 ? said : stepName(t, current))}
    </h2>
    ${
      current < 0
        ? nothing
        : html`<ol aria-label=${t('wizard.steps')}>
          ${STEPS.map(
            (name, index) => html`<li
              class=${index < current ? 'done' : ''}
              aria-current=${index === current ? 'step' : nothing}
            >
              <span aria-hidden="true">${index < current ? icon('check') : index + 1}</span>${t(`step.${name}`)}
            </li>`,
          )}
        </ol>`
    }
    ${status}
    <button
      type="button"
      class="icon quiet close"
      aria-label=${t('close')}
      title=${t('close')}
      @click=${onClose}
    >
      ${icon('close')}
    </button>
  </header>`;
}

function stepName(t: Translate<FormKey>, current: number): string {
  const [step, of] = [current + 1, STEPS.length];
  const name = t(`step.${STEPS[current] as WizardStep}`);
  return t('wizard.step', { step, of, name });
}

/** Text for screen readers within the heading, which gets the focus at each step. */
function hidden(text: string): TemplateResult | typeof nothing {
  return text ? html`<span class="visually-hidden">: ${text}</span>` : nothing;
}
