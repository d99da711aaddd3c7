import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LIMITS } from '../../../shared/limits.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { saveFile } from '../../ui/spreadsheet/cells.ts';
import type { Alike } from './by-name.ts';
import type { ImportList, Outcome } from './import-list.ts';
import type { ImportedLine } from './with-imported.ts';

/** Lines of each kind that are shown; all are in the file. */
const MOST_SHOWN = 20;

interface Mending {
  /** Lines whose typed code is no customer's. */
  notFound: ReadonlySet<number>;
  onMend(number: number, text: string): void;
  onSave(): void;
}

/** Lines that are not understood, or have no place in the order, to be mended or taken away. */
export function leftOver(
  signIn: SignIn,
  outcome: Outcome,
  mending: Mending,
): TemplateResult | typeof nothing {
  const { t } = signIn;
  const { unknown, imported } = outcome;
  const { unread, beyond } = imported;
  if (unknown.length + unread.length + beyond.length === 0) return nothing;
  const more = (count: number) =>
    count > MOST_SHOWN
      ? html`<li class="muted">${t('import.more', { count: count - MOST_SHOWN })}</li>`
      : nothing;
  return html`${
    unknown.length > 0
      ? html`<section class="stack" aria-labelledby="unknown">
          <h3 id="unknown">${t('import.unknown.title', { count: unknown.length })}</h3>
          <p class="muted">${t(imported.kept > 0 ? 'import.unknown.hint' : 'import.unknown.many')}</p>
          <ul class="stack left">
            ${repeat(
              unknown.slice(0, MOST_SHOWN),
              ({ number }) => number,
              (line) => unknownLine(signIn, line, mending),
            )}
            ${more(unknown.length)}
          </ul>
        </section>`
      : nothing
  }
  ${
    unread.length > 0
      ? html`<section class="stack" aria-labelledby="unread">
          <h3 id="unread">${t('import.unread.title', { count: unread.length })}</h3>
          <ul class="left">
            ${unread
              .slice(0, MOST_SHOWN)
              .map(
                ({ number, role, text }) =>
                  html`<li>${t('import.unread', { number: String(number), role: t(`import.role.${role}`), text })}</li>`,
              )}
            ${more(unread.length)}
          </ul>
        </section>`
      : nothing
  }
  ${
    beyond.length > 0
      ? html`<p class="notice">
          ${t('import.left', { count: beyond.length, most: LIMITS.orderLines })}
        </p>`
      : nothing
  }
  <div class="row">
    <button type="button" class="quiet" @click=${mending.onSave}>${t('import.save')}</button>
  </div>`;
}

function unknownLine(
  signIn: SignIn,
  { number, whole, alike }: ImportedLine,
  { notFound, onMend }: Mending,
): TemplateResult {
  const { t } = signIn;
  const fieldOf = (event: Event) =>
    (event.currentTarget as HTMLElement)
      .closest('li')
      ?.querySelector<HTMLInputElement | HTMLSelectElement>('input, select');
  const mend = (event: Event) => {
    const typed = fieldOf(event)?.value ?? '';
    if (typed.trim() !== '') onMend(number, typed);
  };
  const isWrong = notFound.has(number);
  // The code is typed where not all customers can be named.
  const isChoice = alike !== undefined && alike.count === alike.customers.length;
  return html`<li class="row">
    <span>${t('import.lineOf', { number: String(number) })}</span>
    <span class="whole" title=${whole}>${whole}</span>
    ${alike && !isChoice ? html`<span>${t('import.alike', { count: alike.count })}</span>` : nothing}
    ${
      isChoice
        ? alikeSelect(signIn, number, alike)
        : html`<input
            type="text"
            size="16"
            autocomplete="off"
            spellcheck="false"
            aria-label=${t('import.mendLabel', { number: String(number) })}
            aria-invalid=${isWrong}
            aria-describedby=${isWrong ? `wrong-${number}` : nothing}
            @keydown=${(event: KeyboardEvent) => {
              // In a form, Enter would take the list.
              if (event.key !== 'Enter' || event.isComposing) return;
              event.preventDefault();
              mend(event);
            }}
          />`
    }
    <button
      type="button"
      aria-label=${t(isChoice ? 'import.chooseOf' : 'import.mendOf', { number: String(number) })}
      @click=${mend}
    >${t(isChoice ? 'import.choose' : 'import.mend')}</button>
    ${isWrong ? html`<span class="error" id="wrong-${number}">${t('import.notFound')}</span>` : nothing}
  </li>`;
}

/** The customers with a line's name, to choose from. */
function alikeSelect({ t }: SignIn, number: number, { count, customers }: Alike): TemplateResult {
  return html`<select aria-label=${t('import.alikeLabel', { number: String(number) })}>
    <option value="">${t('import.alike', { count })}</option>
    ${customers.map(({ taxCode, name }) => html`<option value=${taxCode}>${taxCode} · ${name}</option>`)}
  </select>`;
}

/** Saves these lines with their reasons, as they were, to be mended in a spreadsheet and read again. */
export async function saveLeftOver(
  { t, whoAmI }: SignIn,
  list: ImportList,
  { unknown, imported: { unread, beyond } }: Outcome,
): Promise<void> {
  const { xlsxFile } = await import('../../ui/spreadsheet/xlsx-file.ts');
  const rows = [
    ...unknown.map(({ number, alike }) => ({
      number,
      why: alike ? t('import.alike', { count: alike.count }) : t('import.unknown'),
    })),
    ...unread.map(({ number, role, text }) => ({
      number,
      why: t('import.unread', { number: String(number), role: t(`import.role.${role}`), text }),
    })),
    ...beyond.map(({ number }) => ({
      number,
      why: t('import.beyond', { most: LIMITS.orderLines }),
    })),
  ];
  const cells = list.cellsByNumber();
  const { columns, headings } = list.columns;
  const head = Array.from({ length: columns }, (_, column) => headings[column] ?? '');
  const file = await xlsxFile(
    [
      [t('import.line'), t('import.why'), ...head],
      ...rows.map(({ number, why }) => [number, why, ...(cells.get(number) ?? [])]),
    ],
    t('import.leftSheet'),
  );
  saveFile(`can-xem-${whoAmI.today}.xlsx`, file);
}
