import { html } from 'hono/html';
import type { Choice } from '../deeds/form-input.ts';
import type { Html } from './view-parts.ts';

/** A refused form: its action, its input, and the reason. */
export interface Failure {
  path: string;
  form: Readonly<Record<string, unknown>>;
  text: string;
  /** The name of the wrong field, where it is one of several. */
  field?: string | undefined;
  /** The values of that field, where the person has to choose one. */
  choices?: readonly Choice[] | undefined;
}

/** The input of a form that was refused; else its initial values. */
type Typed = (name: string, start?: string) => string;

interface Deed {
  /** Path below `/operations`. */
  path: string;
  /** Names and values of its hidden fields, which identify its subject. */
  fields: Record<string, string>;
  label: string;
  /** Fields to type in or choose from. */
  body?: (typed: Typed, refused: Failure | null) => Html;
  /** It moves money: its sender confirms having checked. */
  isMoney?: boolean;
  isPlain?: boolean;
  /** Folded behind this label, since it is seldom needed; open when it was refused. */
  summary?: string;
  isOpen?: boolean;
}

/** The page's forms; a refused one shows the reason, and keeps its input. */
export type Forms = (deed: Deed) => Html;

/** @param view where to go on after the action */
export function formsWith(failure: Failure | null, view: string): Forms {
  return ({ path, fields, label, body, isMoney = false, isPlain = false, summary, isOpen }) => {
    const entries = Object.entries(fields);
    const refused =
      failure?.path === path && entries.every(([name, value]) => failure.form[name] === value)
        ? failure
        : null;
    const typed: Typed = (name, start = '') => {
      const value = refused?.form[name];
      return typeof value === 'string' ? value : start;
    };
    const shown = html`<form method="post" action="/operations/${path}">
<input type="hidden" name="view" value="${view}">${entries.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${body?.(typed, refused) ?? ''}
${isMoney ? html`<label class="check"><input type="checkbox" name="checked" value="yes" required>Tôi đã kiểm tra</label>` : ''}
<button type="submit" class="${isPlain ? 'plain' : ''}">${label}</button>
${refused ? html`<p class="notice bad" id="refused">${refused.text}</p>` : ''}</form>`;
    if (summary === undefined) return shown;
    return html`<details${isOpen || refused ? html` open` : ''}><summary>${summary}</summary>${shown}</details>`;
  };
}

/** One labelled text field; after a refusal, it gets the focus. */
export function textField(
  label: string,
  name: string,
  value: string,
  { type = 'text', maxLength = 100, isRequired = true, isRefused = false } = {},
): Html {
  const mark = html` aria-invalid="true" aria-describedby="refused" autofocus`;
  return html`<label>${label} <input type="${type}" name="${name}" value="${value}" maxlength="${maxLength}" autocomplete="off"${isRequired ? html` required` : ''}${isRefused ? mark : ''}></label>`;
}

/**
 * The values of a field, where its refusal asks for one of them; the first gets the focus. What was chosen before is
 * kept where another row of the form is refused.
 */
export function choicesOf(name: string, refused: Failure | null, typed: Typed): Html {
  if (refused?.field !== name || !refused.choices) {
    const isOtherRow = rowOf(refused?.field ?? '') !== rowOf(name);
    return isOtherRow && typed(name) !== ''
      ? html`<input type="hidden" name="${name}" value="${typed(name)}">`
      : html``;
  }
  return html`<fieldset aria-describedby="refused"><legend>Giấy phép được thanh toán</legend>
${refused.choices.map(({ value, label }, at) => html`<label class="choice"><input type="radio" name="${name}" value="${value}" required${at === 0 ? html` autofocus` : ''}><span>${label}</span></label>`)}</fieldset>`;
}

/** The number at the end of a field's name, in a form of several rows. */
function rowOf(name: string): string {
  return /\d*$/.exec(name)?.[0] ?? '';
}
