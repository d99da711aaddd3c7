import { html, type TemplateResult } from 'lit';
import { addDays } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { UnpaidFilter } from '../../../shared/schemas/unpaid.ts';
import type { SignIn } from '../../api/sign-in.ts';

/** Days from today within which lines are due. */
const DUE_DAYS = [3, 7, 30] as const;

const PAYERS = ['', 'owner', 'firm'] as const;
const LINKS = ['', 'not_sent', 'sent', 'opened'] as const;

type Narrow = (change: UnpaidFilter, isTyped?: boolean) => void;

/** The filters of the list of unpaid lines; an empty value takes one away. */
export function unpaidFilters(
  { t, whoAmI }: SignIn,
  filter: UnpaidFilter,
  narrow: Narrow,
): TemplateResult {
  const anyOr = <Value extends string>(value: Value | '', text: (value: Value) => string) =>
    value === '' ? t('unpaid.any') : text(value);
  const dueDates = DUE_DAYS.map((count) => ({ count, date: addDays(whoAmI.today, count) }));
  return html`<div class="row filters">
    <label class="field">
      <span>${t('unpaid.search')}</span>
      <input
        type="search"
        autocomplete="off"
        placeholder=${t('orders.searchHint')}
        .value=${filter.query ?? ''}
        @input=${(event: InputEvent) =>
          narrow({ query: textOf(event).slice(0, LIMITS.searchText) }, true)}
      />
    </label>
    ${selectField(
      t('payer'),
      PAYERS.map((value) => ({ value, text: anyOr(value, (payer) => t(`payer.${payer}`)) })),
      filter.payer ?? '',
      (value) => narrow({ payer: value as UnpaidFilter['payer'] }),
    )}
    ${selectField(
      t('unpaid.due'),
      [
        { value: '', text: t('unpaid.any') },
        ...dueDates.map(({ count, date }) => ({ value: date, text: t('unpaid.dueIn', { count }) })),
      ],
      filter.dueBy ?? '',
      (value) => narrow({ dueBy: value }),
    )}
    ${selectField(
      t('unpaid.link'),
      LINKS.map((value) => ({ value, text: anyOr(value, (link) => t(`unpaid.link.${link}`)) })),
      filter.link ?? '',
      (value) => narrow({ link: value as UnpaidFilter['link'] }),
    )}
    ${tickField(t('unpaid.notAskedToday'), filter.notAskedToday, (isTicked) =>
      narrow({ notAskedToday: isTicked }),
    )}
    ${tickField(t('unpaid.withoutEmail'), filter.withoutEmail, (isTicked) =>
      narrow({ withoutEmail: isTicked }),
    )}
  </div>`;
}

function selectField(
  label: string,
  options: readonly { value: string; text: string }[],
  chosen: string,
  onChange: (value: string) => void,
): TemplateResult {
  return html`<label class="field">
    <span>${label}</span>
    <select @change=${(event: Event) => onChange(textOf(event))}>
      ${options.map(
        ({ value, text }) =>
          html`<option value=${value} ?selected=${value === chosen}>${text}</option>`,
      )}
    </select>
  </label>`;
}

function tickField(
  label: string,
  isTicked: true | undefined,
  onChange: (isTicked: true | undefined) => void,
): TemplateResult {
  return html`<label class="choice">
    <input
      type="checkbox"
      .checked=${isTicked ?? false}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked || undefined)}
    />
    <span>${label}</span>
  </label>`;
}

function textOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}
