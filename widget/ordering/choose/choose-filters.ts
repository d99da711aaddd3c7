import { html, nothing, type TemplateResult } from 'lit';
import { type CalendarDate, formatDate, parseDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { ProductWithPlans } from '../../../shared/schemas/catalog.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { LAST_PAYERS } from './read-choose-request.ts';
import { periodsWith, type Wanted } from './wanted.ts';

type Narrow = (change: Partial<Wanted>, isTyped?: boolean) => void;

/** The fields above the list of licences. */
export function chooseFilters(
  signIn: SignIn,
  wanted: Wanted,
  products: readonly ProductWithPlans[],
  narrow: Narrow,
): TemplateResult {
  const { t } = signIn;
  const isPeriod = Number(wanted.expiry) > 0;
  return html`<div class="row filters">
    <label class="field search">
      <span>${t('choose.search')}</span>
      <input
        type="search"
        name="query"
        autocomplete="off"
        placeholder=${t('choose.search.hint')}
        maxlength=${LIMITS.searchText}
        .value=${wanted.query}
        @input=${(event: InputEvent) => narrow({ query: fieldText(event) }, true)}
      />
    </label>
    <label class="field">
      <span>${t('term.presentExpiry')}</span>
      <select name="expiry" @change=${(event: Event) => narrow({ expiry: fieldText(event) })}>
        ${option('', t('choose.any'), wanted.expiry)}
        ${option('expired', t('expired'), wanted.expiry)}
        ${periodsWith(wanted).map((count) =>
          option(count, t('choose.within', { count }), wanted.expiry),
        )}
        ${option('range', t('choose.range'), wanted.expiry)}
      </select>
    </label>
    ${
      wanted.expiry === 'range'
        ? html`${dayField(t('choose.from'), 'from', wanted.from, (from) => narrow({ from }, true))}
          ${dayField(t('choose.until'), 'until', wanted.until, (until) => narrow({ until }, true))}`
        : nothing
    }
    ${soldField(signIn, wanted, products, narrow)}
    <label class="field">
      <span>${t('choose.lastPayer')}</span>
      <select
        name="lastPayer"
        @change=${(event: Event) => narrow({ lastPayer: fieldText(event) as Wanted['lastPayer'] })}
      >
        ${option('', t('choose.any'), wanted.lastPayer)}
        ${LAST_PAYERS.map((payer) =>
          option(
            payer,
            t(payer === 'nobody' ? 'choose.nobody' : `payer.${payer}`),
            wanted.lastPayer,
          ),
        )}
      </select>
    </label>
    <div class="ticks">
      ${
        isPeriod
          ? tickField(t('choose.andExpired'), wanted.expired, (expired) => narrow({ expired }))
          : nothing
      }
      ${tickField(t('choose.free'), wanted.isFree, (isFree) => narrow({ isFree }))}
    </div>
    ${wanted.licenses ? namedNote(signIn, wanted.licenses.length, narrow) : nothing}
  </div>`;
}

/** One field for product and plan; none where there is nothing to choose. */
function soldField(
  { t, locale }: SignIn,
  { sold }: Wanted,
  products: readonly ProductWithPlans[],
  narrow: Narrow,
): TemplateResult | typeof nothing {
  if (products.flatMap(({ plans }) => plans).length < 2) return nothing;
  return html`<label class="field">
    <span>${t('choose.sold')}</span>
    <select name="sold" @change=${(event: Event) => narrow({ sold: fieldText(event) })}>
      ${option('', t('choose.any'), sold)}
      ${products.map(({ code, name, plans }) => {
        const product = name[locale];
        return html`<optgroup label=${product}>
          ${
            products.length > 1
              ? option(`product:${code}`, t('choose.allPlans', { product }), sold)
              : nothing
          }
          ${plans.map((plan) => option(`plan:${plan.code}`, plan.name[locale], sold))}
        </optgroup>`;
      })}
    </select>
  </label>`;
}

/** The host has named licences: only these are shown. */
function namedNote({ t }: SignIn, count: number, narrow: Narrow): TemplateResult {
  return html`<p class="note named">
    ${t('choose.named', { count: count })}
    <button type="button" class="quiet" @click=${() => narrow({ licenses: null })}>
      ${t('choose.named.all')}
    </button>
  </p>`;
}

function option(value: string, text: string, chosen: string | undefined): TemplateResult {
  return html`<option value=${value} ?selected=${value === chosen}>${text}</option>`;
}

/** A day of the range, typed as day, month and year; nothing typed leaves the range open. */
function dayField(
  label: string,
  name: string,
  value: CalendarDate | '',
  onInput: (day: CalendarDate | '') => void,
): TemplateResult {
  return html`<label class="field day">
    <span>${label}</span>
    <input
      type="text"
      name=${name}
      inputmode="numeric"
      autocomplete="off"
      maxlength="10"
      placeholder="dd/mm/yyyy"
      translate="no"
      value=${value ? formatDate(value) : ''}
      @input=${(event: InputEvent) => {
        const text = fieldText(event).trim();
        const day = parseDate(text);
        if (day !== null || text === '') onInput(day ?? '');
      }}
    />
  </label>`;
}

function tickField(
  label: string,
  isTicked: boolean,
  onChange: (isTicked: boolean) => void,
): TemplateResult {
  return html`<label class="choice">
    <input
      type="checkbox"
      .checked=${isTicked}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    <span>${label}</span>
  </label>`;
}

function fieldText(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}
