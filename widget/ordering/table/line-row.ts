import { html, nothing, type TemplateResult } from 'lit';
import type { FormSignIn } from '../../api/sign-in.ts';
import { COLUMNS } from './columns.ts';
import type { LineRow } from './drawn-line.ts';
import { type TableHead, tickAllCell } from './tick-cells.ts';

/** Index of a row in the whole table, for assistive technology: the head is the first. */
const ROWS_BEFORE = 2;

export function lineHead(signIn: FormSignIn, head: TableHead): TemplateResult {
  const { t } = signIn;
  return html`<thead role="rowgroup">
    <tr role="row" aria-rowindex="1">
      ${COLUMNS.map(
        ({ id, heading, isBare }, index) =>
          html`<th
            class=${id}
            role="columnheader"
            aria-colindex=${index + 1}
            aria-label=${t(heading)}
          >
            ${
              id === 'tick'
                ? tickAllCell(signIn, head)
                : html`<span class=${isBare ? 'visually-hidden' : ''}>${t(heading)}</span>
                    ${head.menuOf(id, t(heading))}`
            }
          </th>`,
      )}
    </tr>
  </thead>`;
}

/** A row of the table; `place` is its index among the rows that are shown. */
export function lineRow(line: LineRow, place: number): TemplateResult {
  const { signIn, row, problem, isOpen } = line;
  const marks = COLUMNS.map(({ id }) => line.marksOf(id));
  const isCornered = marks.some((mark) => mark.includes('corner'));
  return html`<tr
    class="line ${problem ? 'bad' : ''} ${isOpen ? 'open' : ''} ${row.customer ? '' : 'blank'} ${isCornered ? 'cornered' : ''}"
    role="row"
    aria-rowindex=${place + ROWS_BEFORE}
    aria-selected=${line.isTicked}
    data-key=${row.key}
  >
    ${COLUMNS.map(
      ({ id, heading, isHead, cell }, index) =>
        html`<td
          class=${`${id} ${marks[index]}`.trim()}
          role=${isHead ? 'rowheader' : 'gridcell'}
          aria-colindex=${index + 1}
          tabindex="-1"
          data-label=${signIn.t(heading)}
        >${cell(line)}</td>`,
    )}
    ${
      isOpen
        ? html`<td class="details" role="gridcell" aria-colindex=${COLUMNS.length + 1}>${line.details}</td>`
        : nothing
    }
  </tr>`;
}
