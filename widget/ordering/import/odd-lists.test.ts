import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { foldText } from '../../../shared/search-text.ts';
import { taxCodeCandidates } from '../../../shared/tax-code.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { ANNIVERSARY, customersOf, WHO_AM_I, YEARLY } from '../../testing/firm.ts';
import { emptyDraft } from '../draft/draft.ts';
import { fileProblemOf } from './file-problem.ts';
import { ImportList } from './import-list.ts';
import { openFile } from './open-file.ts';
import type { SheetLine } from './xlsx/sheet-lines.ts';

const customers = customersOf(20).filter(({ licenses }) => licenses.length > 0);
const [first, second, third] = customers as [Customer, Customer, Customer];

const lookUp = async ({ taxCodes }: { taxCodes: string[] }) => ({
  results: taxCodes.map((taxCode) => {
    const codes = taxCodeCandidates(taxCode);
    const customer = customers.find((each) => codes.includes(each.taxCode));
    if (customer) return { outcome: 'found', taxCode, customer, formerTaxCode: null };
    return { outcome: codes.length > 0 ? 'unknown' : 'invalid', taxCode };
  }),
});
const lookUpNames = async ({ names }: { names: string[] }) => ({
  results: names.map((name) => {
    const customer = customers.find((each) => foldText(each.name) === foldText(name));
    return customer ? { outcome: 'found', name, customer } : { outcome: 'unknown', name };
  }),
});
const TEXTS: Record<string, string> = {
  'payer.firm': 'Kế toán dịch vụ',
  'payer.owner': 'Chủ doanh nghiệp',
};
const signIn = {
  plans: [YEARLY, ANNIVERSARY],
  whoAmI: WHO_AM_I,
  t: (key: string) => TEXTS[key] ?? key,
  api: { customers: { lookUp: { query: lookUp }, lookUpNames: { query: lookUpNames } } },
} as unknown as SignIn;

/** What a file becomes: its rows as "customer years payer", and the lines left to mend. */
async function rowsOf(content: BlobPart): Promise<{ rows: string[]; left: string[] }> {
  const { signal } = new AbortController();
  const lines: SheetLine[] = [];
  const onLines = (some: readonly SheetLine[]) => void lines.push(...some);
  await openFile(new Blob([content]), { sheet: null, withHidden: false, signal, onLines });
  const list = new ImportList({ signIn, signal, onChange: () => {} });
  await list.take(lines);
  const { imported, unknown } = await list.outcome(emptyDraft('request'), signal);
  const rows = imported.draft.rows.flatMap(({ customer, years, payer }) =>
    customer ? [`${customer.taxCode} ${years} ${payer ?? '-'}`] : [],
  );
  const unread = imported.unread.map(({ number, role, text }) => `${number} ${role} ${text}`);
  return { rows, left: [...unknown.map(({ number, whole }) => `${number} ${whole}`), ...unread] };
}

const BOTH = [`${first.taxCode} 2 -`, `${second.taxCode} 3 -`];

function utf16(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) {
    view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  }
  return bytes;
}

describe('lists as other programs and people write them', () => {
  const table = [
    ['STT', 'Mã số thuế', 'Tên khách hàng', 'Số năm', 'Người thanh toán'],
    ['1', first.taxCode, first.name, '2', 'Chủ doanh nghiệp'],
    ['2', second.taxCode, second.name, '3', ''],
  ];
  const textBy = (delimiter: string, end = '\r\n') =>
    table.map((cells) => cells.join(delimiter)).join(end);
  const expected = { rows: [`${first.taxCode} 2 owner`, `${second.taxCode} 3 -`], left: [] };

  it('a list is read in each encoding, with or without its mark, and by any line end', async () => {
    const contents: [name: string, content: BlobPart][] = [
      ['UTF-8 with its mark', `\ufeff${textBy(',')}`],
      ['UTF-16 of Windows', utf16(`\ufeff${textBy('\t')}`, true)],
      ['UTF-16 without its mark', utf16(textBy('\t'), true)],
      ['UTF-16 of great-endians', utf16(textBy('\t'), false)],
      ['decomposed letters', textBy(';').normalize('NFD')],
      ['line ends of an old Mac', textBy(',', '\r')],
      ['quotes around all cells', table.map((cells) => `"${cells.join('","')}"`).join('\n')],
    ];
    for (const [name, content] of contents) {
      expect(await rowsOf(content), name).to.deep.equal(expected);
    }
  });

  it('columns are found below two lines of headings, whichever of both names them', async () => {
    for (const heads of [
      ';Khách hàng;;Gia hạn;\nSTT;MST;Tên;Số năm;Ghi chú',
      'STT;MST;Tên khách hàng;Gia hạn;Ghi chú\n;;;Số năm;',
    ]) {
      const list = `${heads}\n1;${first.taxCode};A;2;x\n2;${second.taxCode};B;3;y`;
      expect(await rowsOf(list), heads).to.deep.equal({ rows: BOTH, left: [] });
    }
  });

  it('headings say whose code a column has, and that a term is in months', async () => {
    const vietnamese = `Mã số thuế KH,Thời hạn (tháng)\n${first.taxCode},24\n${second.taxCode},36`;
    expect(await rowsOf(vietnamese)).to.deep.equal({ rows: BOTH, left: [] });
    const english = `Number of years,VAT number\n2,${first.taxCode}\n3,${second.taxCode}`;
    expect(await rowsOf(english)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('a code that a spreadsheet has rounded gives way to the name; one that was typed wrongly does not', async () => {
    const list = `MST;Tên\n1,01E+11;${first.name}\n0100109107;${second.name}\n${third.taxCode};C`;
    const { rows, left } = await rowsOf(list);
    expect(rows).to.deep.equal([`${first.taxCode} 1 -`, `${third.taxCode} 1 -`]);
    expect(left).to.deep.equal([`3 0100109107 · ${second.name}`]);
  });

  it('what is signed below a list makes no rows', async () => {
    const list = `MST,Số năm\n${first.taxCode},2\n${second.taxCode},3\n"Hà Nội, ngày 30 tháng 11 năm 2026",\nNgười lập biểu,Giám đốc\n"(Ký, ghi rõ họ tên)",`;
    expect(await rowsOf(list)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('a quote that is never closed takes no line with it', async () => {
    const list = `MST,Tên,Số năm\n${first.taxCode},"Công ty A,2\n${second.taxCode},Công ty "B",3`;
    expect(await rowsOf(list)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('a telephone number that reads as a tax code adds nobody', async () => {
    const list = `Điện thoại,MST,Số năm\n${third.taxCode},${first.taxCode},2\n0912345678,${second.taxCode},3`;
    expect(await rowsOf(list)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('the person is told of a text that is no list, and of an empty list', async () => {
    const problemOf = async (content: string) =>
      await rowsOf(content).then(
        ({ rows }) => rows.join(),
        (error) => fileProblemOf(error),
      );
    expect(await problemOf('%PDF-1.7\n1 0 obj\n')).to.equal('notATable');
    expect(await problemOf('{\\rtf1\\ansi MST}')).to.equal('notATable');
    expect(await problemOf('\r\n , ,\r\n;;\r\n')).to.equal('empty');
  });
});
