import { html, nothing, type TemplateResult } from 'lit';
import { formatDong, formatInteger } from '../../../shared/money.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { icon } from '../../ui/icons.ts';
import { licenseOf } from '../draft/row-license.ts';
import type { DrawnLine, LineRow } from './drawn-line.ts';
import {
  fiscalYearCell,
  newExpiryCell,
  planCell,
  presentExpiryCell,
  rowNameOf,
  yearsCell,
} from './line-cells.ts';

export function lineHead({ t }: FormSignIn): TemplateResult {
  return html`<thead>
    <tr>
      <th class="index">${t('column.number')}</th>
      <th>${t('column.taxCode')}</th>
      <th>${t('term.customer')}</th>
      <th>${t('term.plan')}</th>
      <th>${t('term.fiscalYear')}</th>
      <th>${t('column.years')}</th>
      <th>${t('term.presentExpiry')}</th>
      <th>${t('term.newExpiry')}</th>
      <th class="number">${t('term.amount')}</th>
      <th><span class="visually-hidden">${t('column.actions')}</span></th>
    </tr>
  </thead>`;
}

export function lineRow(given: LineRow): TemplateResult {
  const { signIn, row, problem, quoted, isOpen, remarks } = given;
  const line: DrawnLine = { ...given, remarksId: remarks ? `remarks-${row.key}` : '' };
  const { t } = signIn;
  const isAtCustomer = problem?.field === 'customerId';
  const hasLicense = licenseOf(row) !== undefined;
  return html`<tr class="line ${problem ? 'bad' : ''}" data-key=${row.key}>
      <td class="index" translate="no"><span class="text" id="number-${row.key}">${formatInteger(line.index + 1)}</span></td>
      <td class="code" data-label=${t('column.taxCode')}>
        <renewal-customer-combobox
          .signIn=${signIn}
          .customer=${row.customer}
          .text=${row.text}
          .number=${line.index + 1}
          .error=${isAtCustomer ? (line.problemText ?? '') : ''}
          .onChoose=${line.onChoose}
          .onText=${line.onText}
          .onPasteColumn=${line.onPasteColumn}
        ></renewal-customer-combobox>
      </td>
      <td class="name" data-label=${t('term.customer')}>
        <span class="text">
          <span id="name-${row.key}" class=${row.customer ? '' : 'muted'} translate="no">${row.customer?.name ?? '–'}</span>
          ${line.notes}
        </span>
      </td>
      <td class="plan" data-label=${t('term.plan')}>${planCell(line)}</td>
      <td class="year" data-label=${t('term.fiscalYear')}>${fiscalYearCell(line)}</td>
      <td class="years" data-label=${t('column.years')}>${yearsCell(line)}</td>
      <td class="expiry" data-label=${t('term.presentExpiry')}>${presentExpiryCell(line)}</td>
      <td class="expiry" data-label=${t('term.newExpiry')}>${newExpiryCell(line)}</td>
      <td class="number" data-label=${t('term.amount')}>
        <span class="text ${line.busy ? 'busy' : ''}" translate="no">
          ${quoted && hasLicense ? formatDong(quoted.total) : '–'}
        </span>
      </td>
      <td class="actions">
        <button
          type="button"
          class="icon quiet danger"
          id="remove-${row.key}"
          aria-label=${t('removeRow')}
          aria-labelledby=${rowNameOf('remove', row)}
          title=${t('removeRow')}
          @click=${line.onRemove}
        >
          ${icon('remove')}
        </button>
        <button
          type="button"
          class="icon quiet toggle"
          aria-expanded=${isOpen ? 'true' : 'false'}
          id="details-${row.key}"
          aria-label=${t('rowDetails')}
          aria-labelledby=${rowNameOf('details', row)}
          title=${t('rowDetails')}
          ?disabled=${!row.customer}
          @click=${line.onToggle}
        >
          ${icon('more')}
        </button>
      </td>
    </tr>
    ${remarks}
    ${isAtCustomer ? nothing : (line.problemRow ?? nothing)}
    ${
      isOpen
        ? html`<tr class="details">
          <td class="index"></td>
          <td colspan="9">${line.details}</td>
        </tr>`
        : nothing
    }
    ${line.others ?? nothing}`;
}
