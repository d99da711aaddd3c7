import { expect } from '@open-wc/testing';
import type { Customer, LookUpResult } from '../../../shared/schemas/customer.ts';
import { taxCodeCandidates } from '../../../shared/tax-code.ts';
import { chooseLines, textsToLookUp } from './choose-pasted.ts';
import { pastedLines } from './pasted-table.ts';

const COMPANY = '0100109106';
const OTHER_COMPANY = '0101243150';
const THIRD_COMPANY = '0314409058';
const HOUSEHOLD = '079085001234';

/** A firm with these customers, as the server looks them up. */
function lookUp(texts: readonly string[], customers: readonly string[]) {
  return new Map(
    texts.map((text): [string, LookUpResult['results'][number]] => {
      const read = taxCodeCandidates(text);
      const code = read.find((each) => customers.includes(each));
      if (code === undefined) {
        return [text, { outcome: read.length > 0 ? 'unknown' : 'invalid', taxCode: text }];
      }
      const customer = { id: code, taxCode: code } as Customer;
      return [text, { outcome: 'found', taxCode: text, customer, formerTaxCode: null }];
    }),
  );
}

function choose(text: string, customers = [COMPANY, OTHER_COMPANY, THIRD_COMPANY, HOUSEHOLD]) {
  const lines = pastedLines(text);
  const { results, skipped } = chooseLines(lines, lookUp(textsToLookUp(lines), customers));
  const chosen = results.map((result) =>
    result.outcome === 'found' ? result.customer.taxCode : `${result.outcome}: ${result.taxCode}`,
  );
  return { chosen, skipped };
}

describe('a pasted table', () => {
  it('a pasted table adds the companies, not the household of a director whose number precedes them', () => {
    const table = `Giám đốc\tMST\n${HOUSEHOLD}\t${COMPANY}\n001099000001\t${OTHER_COMPANY}\n`;
    expect(choose(table)).to.deep.equal({ chosen: [COMPANY, OTHER_COMPANY], skipped: [1] });
    expect(choose(`${HOUSEHOLD}\t${COMPANY}`).chosen).to.deep.equal([COMPANY]);
  });

  it('a pasted table adds no household in place of a company that is no customer', () => {
    const table = `${HOUSEHOLD}\t0100112437\nx\t${COMPANY}\nx\t${OTHER_COMPANY}`;
    expect(choose(table).chosen).to.deep.equal(['unknown: 0100112437', COMPANY, OTHER_COMPANY]);
  });

  it('a pasted table keeps a company’s mistyped code rather than take its director’s household', () => {
    const table = `${COMPANY}\tx\n${OTHER_COMPANY}\tx\n0314409059\t${HOUSEHOLD}`;
    expect(choose(table).chosen).to.deep.equal([COMPANY, OTHER_COMPANY, 'invalid: 0314409059']);
  });

  it('a pasted table adds every customer that one cell names, companies before persons', () => {
    expect(choose(`"${COMPANY}\n${OTHER_COMPANY}"\tA`).chosen).to.deep.equal([
      COMPANY,
      OTHER_COMPANY,
    ]);
    expect(choose(`"${HOUSEHOLD}\n${COMPANY}"\tA`).chosen).to.deep.equal([COMPANY]);
  });

  it('a code that no customer has stays beside those of customers; a telephone number does not', () => {
    const unknown = 'unknown: 0100112437';
    for (const [text, chosen] of [
      [`Cty A ${COMPANY}; Cty B 0100112437`, [COMPANY, unknown]],
      [`${COMPANY} – 0100112437`, [COMPANY, unknown]],
      [`MST ${COMPANY}, MST 0100112437`, [COMPANY, unknown]],
      [
        `Cty A ${COMPANY}, Cty B ${OTHER_COMPANY}\nCty C ${THIRD_COMPANY}`,
        [COMPANY, OTHER_COMPANY, THIRD_COMPANY],
      ],
      [`Cty A ${COMPANY} lh 0912345675`, [COMPANY]],
      [`Cty A ${COMPANY} - Fax: 0100112437`, [COMPANY]],
      [`Cty A và ĐT ${COMPANY}`, [COMPANY]],
    ] as const)
      expect(choose(text).chosen, text).to.deep.equal(chosen);
  });

  it('a grid of codes without headings has a row for each, and one with headings for its column', () => {
    const grid = `${COMPANY}\tA\t${OTHER_COMPANY}\tB\n${THIRD_COMPANY}\tC\t${HOUSEHOLD}\tD`;
    expect(choose(grid).chosen).to.deep.equal([COMPANY, OTHER_COMPANY, THIRD_COMPANY]);
    expect(choose(`MST\tTên\tMST công ty mẹ\n${grid}`).chosen).to.deep.equal([
      COMPANY,
      THIRD_COMPANY,
    ]);
  });

  it('a parent company’s code in a column of its own, or in a note, adds no row', () => {
    const parents = `A\t${COMPANY}\t${THIRD_COMPANY}\nB\t${OTHER_COMPANY}\t${THIRD_COMPANY}`;
    expect(choose(parents).chosen).to.deep.equal([COMPANY, OTHER_COMPANY]);
    // A code that is twice in a grid is no parent's.
    const [a, b] = ['0100112437', '0101000013'];
    const grid = `${COMPANY}\t${THIRD_COMPANY}\n${OTHER_COMPANY}\t${THIRD_COMPANY}\n${a}\t${b}`;
    const customers = [COMPANY, OTHER_COMPANY, THIRD_COMPANY, a, b];
    expect(choose(grid, customers).chosen).to.include.members(customers);
    const note = `A\t${COMPANY}\tcông ty mẹ ${THIRD_COMPANY}\nB\t${OTHER_COMPANY}\t`;
    expect(choose(note).chosen).to.deep.equal([COMPANY, OTHER_COMPANY]);
  });

  it('a pasted table’s codes are found beside telephone numbers in any form', () => {
    const table = `+84 912 345 678\t${COMPANY}\n84912345679\t${OTHER_COMPANY}\n0912345670\t${THIRD_COMPANY}`;
    expect(choose(table).chosen).to.deep.equal([COMPANY, OTHER_COMPANY, THIRD_COMPANY]);
  });

  it('a pasted line whose best column is empty gives its code from another', () => {
    const table = `${COMPANY}\t\n${OTHER_COMPANY}\t\n\t${HOUSEHOLD}`;
    expect(choose(table).chosen).to.deep.equal([COMPANY, OTHER_COMPANY, HOUSEHOLD]);
  });

  it('a pasted table makes no rows of headings, totals and empty lines, and names the lines', () => {
    const table = `STT\tMã số thuế\tTên\n1\t100109106.0\tA\n\n2\t101243150,00\tB\nTổng cộng\t\t2`;
    expect(choose(table)).to.deep.equal({ chosen: [COMPANY, OTHER_COMPANY], skipped: [1, 5] });
  });

  it('a pasted table’s codes are read behind their label, written with blanks and dots', () => {
    const list = 'MST: 0100 109 106\nMã số thuế 0101.243.150';
    expect(choose(list)).to.deep.equal({ chosen: [COMPANY, OTHER_COMPANY], skipped: [] });
  });

  it('a pasted table makes no rows of titles, numbered headings and unlabelled sums', () => {
    const table = `Danh sách gia hạn\nSTT\tMST\tTiền\n(1)\t(2)\t(3)\n1\t${COMPANY}\t2950000\n\t\t2.950.000`;
    expect(choose(table)).to.deep.equal({ chosen: [COMPANY], skipped: [1, 2, 3, 5] });
    expect(choose(`MST,Tên\n${COMPANY},A`)).to.deep.equal({ chosen: [COMPANY], skipped: [1] });
  });

  it('a pasted first line that is no heading is kept, as is everything not understood', () => {
    const table = `Công ty A\tHà Nội\n０１００１０９１０６\tB\n1,01243E+11\tC\n0100109107\tD`;
    expect(choose(table)).to.deep.equal({
      chosen: [
        'invalid: Công ty A · Hà Nội',
        COMPANY,
        'invalid: 1,01243E+11 · C',
        'invalid: 0100109107',
      ],
      skipped: [],
    });
  });

  it('a pasted table’s cells of several lines are read, and codes among words', () => {
    const table = `"Công ty A\n(MST ${COMPANY})"\tx\n"B\n${OTHER_COMPANY}"\ty`;
    expect(choose(table).chosen).to.deep.equal([COMPANY, OTHER_COMPANY]);
  });
});
