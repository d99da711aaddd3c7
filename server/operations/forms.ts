import { html } from 'hono/html';
import type { Html } from './view-parts.ts';

/** A form that was sent and refused: which, with what in it, and why. */
export interface Failure {
  path: string;
  form: Readonly<Record<string, unknown>>;
  text: string;
}

/** What was typed into a form that was refused; else what it begins with. */
type Typed = (name: string, start?: string) => string;

interface Deed {
  /** Below `/operations`. */
  path: string;
  /** What the form is about, by the names of its hidden fields. */
  fields: Record<string, string>;
  label: string;
  /** What is to be typed or chosen. */
  body?: (typed: Typed, isRefused: boolean) => Html;
  /** It moves money: whoever sends it says that they have looked. */
  isMoney?: boolean;
  isPlain?: boolean;
  /** Behind these words, since it is seldom wanted; open when it was refused. */
  summary?: string;
  isOpen?: boolean;
}

/** The page's forms; one that was refused says why, and keeps what was typed. */
export type Forms = (deed: Deed) => Html;

/** @param view where to go on after the deed */
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
${body?.(typed, refused !== null) ?? ''}
${isMoney ? html`<label class="check"><input type="checkbox" name="checked" value="yes" required>Tôi đã kiểm tra</label>` : ''}
<button type="submit" class="${isPlain ? 'plain' : ''}">${label}</button>
${refused ? html`<p class="notice bad" id="refused">${refused.text}</p>` : ''}</form>`;
    if (summary === undefined) return shown;
    return html`<details${isOpen || refused ? html` open` : ''}><summary>${summary}</summary>${shown}</details>`;
  };
}

/** One line to type, named by its label; where it was refused, it is where to go on. */
export function textField(
  label: string,
  name: string,
  value: string,
  isRefused: boolean,
  { type = 'text', maxLength = 100, isRequired = true } = {},
): Html {
  const mark = html` aria-invalid="true" aria-describedby="refused" autofocus`;
  return html`<label>${label} <input type="${type}" name="${name}" value="${value}" maxlength="${maxLength}" autocomplete="off"${isRequired ? html` required` : ''}${isRefused ? mark : ''}></label>`;
}
