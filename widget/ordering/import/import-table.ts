import { css, html, nothing, type TemplateResult } from 'lit';
import type { SignIn } from '../../api/sign-in.ts';
import type { ListChoice } from './by-name.ts';
import { FIRST_LINES, type ImportList } from './import-list.ts';
import { ROLES, type Role } from './reading/headings.ts';

/** The most columns that are shown. */
const MOST_COLUMNS = 30;

export const importTableStyles = css`
  .preview {
    max-height: min(340px, 40dvh);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow: auto;
  }
  .preview table {
    min-width: 100%;
    border-collapse: collapse;
    font-size: 13px;
  }
  .preview th,
  .preview td {
    max-width: 260px;
    padding: 5px 8px;
    border-block-end: 1px solid var(--line);
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .preview thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--sunken);
    vertical-align: bottom;
  }
  .preview thead select {
    width: 100%;
    min-width: 124px;
    max-width: 190px;
    min-height: 32px;
    padding-block: 2px;
    font-size: 13px;
  }
  .preview tbody th {
    color: var(--muted);
    font-weight: 400;
    text-align: end;
  }
  .preview td.result {
    max-width: 320px;
    font-weight: 600;
  }
  .preview .found {
    color: var(--good);
  }
  .preview .how {
    margin-inline-end: 6px;
    padding: 1px 6px;
    border-radius: 999px;
    background: var(--sunken);
    color: var(--muted);
    font-weight: 400;
  }
  .preview .missing {
    color: var(--bad);
  }
  .preview .skipped td {
    color: var(--muted);
    font-weight: 400;
  }
  /* A title makes no column wider. */
  .preview .skipped td:not(.result) {
    max-width: 0;
  }
  .preview .unused {
    color: var(--muted);
  }
`;

/** The first lines below a choice for each column, with each line's outcome. */
export function importTable(
  signIn: SignIn,
  list: ImportList,
  onRole: (column: number, role: Role | null) => void,
): TemplateResult {
  const { t } = signIn;
  const { roles } = list;
  const columns = Array.from(
    { length: Math.min(MOST_COLUMNS, list.columns.columns) },
    (_, at) => at,
  );
  const roleOf = (column: number) => ROLES.find((role) => roles[role] === column) ?? null;
  const more = list.progress.lines - FIRST_LINES;
  return html`<p class="muted">${t('import.hint')}</p>
    <div class="preview" role="region" tabindex="0" aria-label=${t('import.lines')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('import.line')}</th>
            <th scope="col">${t('import.customer')}</th>
            ${columns.map(
              (column) =>
                html`<th scope="col">${roleSelect(signIn, column, roleOf(column), onRole)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${list.firstLines().map(
            ({
              line,
              choice,
            }) => html`<tr class=${choice?.kind === 'skipped' || choice?.kind === 'notRenewed' ? 'skipped' : ''}>
              <th scope="row">${line.number}</th>
              ${resultCell(signIn, choice)}
              ${columns.map(
                (column) =>
                  html`<td class=${roleOf(column) === null ? 'unused' : ''} title=${line.cells[column] ?? ''}>${line.cells[column]}</td>`,
              )}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${more > 0 ? html`<p class="muted">${t('import.more', { count: more })}</p>` : nothing}`;
}

function roleSelect(
  { t }: SignIn,
  column: number,
  chosen: Role | null,
  onRole: (column: number, role: Role | null) => void,
): TemplateResult {
  const option = (role: Role | null, text: string) =>
    html`<option value=${role ?? ''} ?selected=${role === chosen} .selected=${role === chosen}>${text}</option>`;
  return html`<select
    aria-label=${t('import.column', { number: column + 1 })}
    @change=${(event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      onRole(column, ROLES.find((role) => role === value) ?? null);
    }}
  >
    ${option(null, t('import.role.none'))} ${ROLES.map((role) => option(role, t(`import.role.${role}`)))}
  </select>`;
}

function resultCell({ t }: SignIn, choice: ListChoice | undefined): TemplateResult {
  const missing = (text: string) => html`<td class="result missing">${text}</td>`;
  if (choice === undefined) return html`<td class="result">…</td>`;
  if (choice.kind === 'skipped') return html`<td class="result">${t('import.skipped')}</td>`;
  if (choice.kind === 'notRenewed') {
    return html`<td class="result">${t('import.notRenewed')}</td>`;
  }
  if (choice.kind === 'noCode') return missing(t('import.noCode'));
  if (choice.kind === 'unknownName') return missing(t('import.unknown'));
  if (choice.kind === 'alike') return missing(t('import.alike', { count: choice.alike.count }));
  const texts = choice.results.map((result) =>
    result.outcome === 'found'
      ? result.customer.name
      : `${result.taxCode}: ${t('import.unknown').toLowerCase()}`,
  );
  if (choice.results.some(({ outcome }) => outcome === 'found')) {
    const text = texts.join(', ');
    const how =
      choice.kind === 'byName' ? html`<span class="how">${t('import.byName')}</span>` : nothing;
    return html`<td class="result found" title=${text}><span aria-hidden="true">✓ </span>${how}${text}</td>`;
  }
  return missing(t(choice.results[0]?.outcome === 'unknown' ? 'import.unknown' : 'import.invalid'));
}
