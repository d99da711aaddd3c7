import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { taxCode } from '../../testing/firm.ts';
import { xlsxFile } from '../../ui/spreadsheet/xlsx-file.ts';
import { emptyDraft } from '../draft/draft.ts';
import { fileProblemOf } from './file-problem.ts';
import { ImportList } from './import-list.ts';
import { openFile } from './open-file.ts';
import { customers, rowsOf, signIn } from './testing/rows-of.ts';
import type { SheetLine } from './xlsx/collected-lines.ts';

const [first, second, third, fourth, fifth] = customers as [
  Customer,
  Customer,
  Customer,
  Customer,
  Customer,
];

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

  it('a list in the fonts from before Unicode is read, as a text and beside Unicode in a workbook', async () => {
    // As the bytes are: letters of Western Europe.
    const tcvn3 = `M· sè thuÕ;Tªn kh¸ch hµng;Sè n¨m;Ng\u00adêi thanh to¸n\r\n${first.taxCode};C«ng ty §¹i Ph¸t;2;Chñ doanh nghiÖp\r\n;${second.name.replace('ô', '«').replace('ổ', 'æ').replace('ầ', 'Ç').replace('ố', 'è')};3;`;
    const vni = `Maõ soá thueá;Teân khaùch haøng;Soá naêm;Ngöôøi thanh toaùn\r\n${first.taxCode};Coâng ty Ñaïi Phaùt;2;Chuû doanh nghieäp\r\n${second.taxCode};B;3;`;
    const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const rows = [`${first.taxCode} 2 owner`, `${second.taxCode} 3 -`];
    expect(await rowsOf(bytesOf(tcvn3)), 'TCVN3').to.deep.equal({ rows, left: [] });
    expect(await rowsOf(bytesOf(vni)), 'VNI').to.deep.equal({ rows, left: [] });
    const sheet = tcvn3
      .split('\r\n')
      .map((line) => line.split(';'))
      .concat([[third.taxCode, 'Công ty An Phú', '1', 'Chủ doanh nghiệp']]);
    const mixed = await rowsOf(await xlsxFile(sheet, '1'));
    expect(mixed).to.deep.equal({ rows: [...rows, `${third.taxCode} 1 owner`], left: [] });
  });

  it('a list in Unicode, or in English, is in no such font', async () => {
    const list = `MST;Tên;Số năm\n${first.taxCode};Société «Hà» à Paris §5 ½;2\n${second.taxCode};Müller ñ;3`;
    const lines: SheetLine[] = [];
    const onLines = (some: readonly SheetLine[]) => void lines.push(...some);
    const { signal } = new AbortController();
    await openFile(new Blob([list]), { sheet: null, withHidden: false, signal, onLines });
    expect(lines.map(({ cells }) => cells[1])).to.deep.equal([
      'Tên',
      'Société «Hà» à Paris §5 ½',
      'Müller ñ',
    ]);
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

  it('a line without a code is no heading for its year, its payer or its unit', async () => {
    const list = `STT;MST;Tên;Năm;ĐVT;Người thanh toán;Công nợ\n1;${third.taxCode};A;;;;\n2;;${first.name};Năm 2027;;;\n3;;${second.name};;;Khách hàng;\n4;;Công ty Lạ;;Năm;;Nợ`;
    const { rows, left } = await rowsOf(list);
    expect(rows).to.deep.equal([
      `${third.taxCode} 1 -`,
      `${first.taxCode} 1 -`,
      `${second.taxCode} 1 owner`,
    ]);
    expect(left).to.deep.equal(['5 4 · Công ty Lạ · Năm · Nợ']);
    const bare = `A;MST: ${first.taxCode};Khách hàng;Hà Nội\nB;MST: ${second.taxCode};KTDV;Hà Nội\nCông ty Lạ;;Khách hàng;`;
    expect(await rowsOf(bare)).to.deep.equal({
      rows: [`${first.taxCode} 1 owner`, `${second.taxCode} 1 -`],
      left: ['3 Công ty Lạ · Khách hàng'],
    });
  });

  it('the line above a list names its columns, whatever its words', async () => {
    const list = `Đại lý thuế X;;;;\nMST: ${third.taxCode};;;;\nTIN;Tên cty;SL năm;Bên trả phí;Đ/c\n${first.taxCode};A;2;KH;Hà Nội\n${second.taxCode};B;3;;Huế`;
    const rows = [`${first.taxCode} 2 owner`, `${second.taxCode} 3 -`];
    expect(await rowsOf(list)).to.deep.equal({ rows, left: [] });
    const lower = `STT;MST;Gia hạn;;Địa chỉ\n;;Bắt đầu từ năm;TG gia hạn;\n1;${first.taxCode};;2;Hà Nội\n2;${second.taxCode};;3;Huế`;
    expect(await rowsOf(lower)).to.deep.equal({ rows: BOTH, left: [] });
    const upper = `#;Taxcode;Tên cty;Gia hạn;;Bên trả phí\n;;;Gói phần mềm;Số năm;\n1;${first.taxCode};A;;2;KH\n2;${second.taxCode};B;;3;`;
    expect(await rowsOf(upper)).to.deep.equal({ rows, left: [] });
    const numbered = `Đơn vị;TIN;Thời hạn đăng ký\n(1);(2);(3)\nII;Khách hàng Hải Phòng;\nSao Mai;${first.taxCode};2 năm\nAn Phú;${second.taxCode};36 tháng`;
    expect(await rowsOf(numbered)).to.deep.equal({ rows: BOTH, left: [] });
    const grouped = `;Số TT;MSDN;Doanh nghiệp;SL năm\nII;Khách hàng Hải Phòng;;;\n;1;${first.taxCode};A;2\n;2;;${second.name};3`;
    expect(await rowsOf(grouped)).to.deep.equal({ rows: BOTH, left: [] });
    // A first customer without a code is none.
    const firsts = [
      ['Nguyễn Văn An\tQuận Ba\tKH', '\tHà Nội\tKH'],
      ['Hoa Sen\tKH', '\tKH'],
      ['Đại Phát\tChủ DN\tgấp', '\tKH\tx'],
    ] as const;
    for (const [line, below] of firsts) {
      const { rows, left } = await rowsOf(
        `${line}\n${first.taxCode}${below}\n${second.taxCode}${below}`,
      );
      const own = [first, second].map(({ taxCode }) => `${taxCode} 1 owner`);
      expect(rows, line).to.deep.equal(own);
      expect(left, line).to.deep.equal([`1 ${line.replaceAll('\t', ' · ')}`]);
    }
    const byName = `Hoa Sen;chưa rõ;KH\n${first.name};a;KH\n${second.name};b;KH`;
    expect(await rowsOf(byName)).to.deep.equal({
      rows: [`${first.taxCode} 1 owner`, `${second.taxCode} 1 owner`],
      left: ['1 Hoa Sen · chưa rõ · KH'],
    });
    const below = `MST;Tên;;\n;Hoa Sen;Lan;gấp\n${first.taxCode};A;;\n${second.taxCode};B;;`;
    expect((await rowsOf(below)).left).to.deep.equal(['2 Hoa Sen · Lan · gấp']);
    // One that may be a heading is shown.
    const guessed = `Gói quà Hoa Sen;Lan;gấp\n${first.taxCode};A;\n${second.taxCode};B;`;
    expect((await rowsOf(guessed)).left).to.deep.equal(['1 Gói quà Hoa Sen · Lan · gấp']);
    const payers = `TIN;Khách hàng;SL năm\n${first.taxCode};A;2\n${second.taxCode};B;3`;
    expect(await rowsOf(payers)).to.deep.equal({ rows: BOTH, left: [] });
    const bare = `Công ty Lạ;chưa có;Khách hàng\nA;${first.taxCode};Khách hàng\nB;${second.taxCode};`;
    expect((await rowsOf(bare)).left).to.deep.equal(['1 Công ty Lạ · chưa có · Khách hàng']);
  });

  it('titles of groups, notes and signatures around a table make no rows', async () => {
    const list = [
      'STT;MST;Tên;Số năm',
      ...[
        'A. DOANH NGHIỆP;;;',
        `1;${first.taxCode};A;2`,
        ';Nhóm Hà Nội;;',
        ';;Phụ trách: Chị Lan;',
      ],
      ...[`2;${second.taxCode};B;3`, ';;Công ty Lạ;', ';;Hộ kinh doanh;'],
      ...[
        '(*) Bắt buộc;;;',
        'Ghi chú: Đề nghị gia hạn trước 31/12/2026;;;',
        'Bằng chữ: Năm triệu;;;',
      ],
      ...[';;;TP.HCM, ngày 30/11/2026', 'Người đề nghị;;;Trưởng phòng'],
    ].join('\n');
    expect(await rowsOf(list)).to.deep.equal({ rows: BOTH, left: ['7 Công ty Lạ'] });
  });

  it('headings say whose code a column has, and that a term is in months', async () => {
    const vietnamese = `Mã số thuế KH,Thời hạn (tháng)\n${first.taxCode},24\n${second.taxCode},36`;
    expect(await rowsOf(vietnamese)).to.deep.equal({ rows: BOTH, left: [] });
    const english = `Number of years,VAT number\n2,${first.taxCode}\n3,${second.taxCode}`;
    expect(await rowsOf(english)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('a code that a spreadsheet has rounded or lost gives way to the name; one that was typed wrongly does not', async () => {
    const list = `MST;Tên\n1,01E+11;${first.name}\n0100109107;${second.name}\n#N/A;${fourth.name}\n#DIV/0!;${fifth.name}\nchưa có;Công ty Lạ\n${third.taxCode};C`;
    const { rows, left } = await rowsOf(list);
    const found = [first, fourth, fifth, third];
    expect(rows).to.deep.equal(found.map((customer) => `${customer.taxCode} 1 -`));
    expect(left).to.deep.equal([`3 0100109107 · ${second.name}`, '6 chưa có · Công ty Lạ']);
  });

  it('what is signed below a list makes no rows', async () => {
    const list = `MST,Số năm\n${first.taxCode},2\n${second.taxCode},3\n"Hà Nội, ngày 30 tháng 11 năm 2026",\nNgười lập biểu,Giám đốc\n"(Ký, ghi rõ họ tên)",`;
    expect(await rowsOf(list)).to.deep.equal({ rows: BOTH, left: [] });
    const mail = `MST\tSố năm\n${first.taxCode}\t2\n${second.taxCode}\t3\nTrân trọng,\nPhòng Kế toán`;
    expect(await rowsOf(mail)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('an accounting program’s report has its customers as rows, and nothing that stands around them', async () => {
    const report = [
      'Công ty TNHH Kế toán An Tâm;;;;',
      `Mã số thuế: ${third.taxCode};;;;`,
      'ĐT: 0912345678 - Fax: 024 3826 1234;;;;',
      ';;BẢNG KÊ GIA HẠN;;',
      'STT;MST;Tên khách hàng;Số năm;Thành tiền',
      'A;B;1;C;2=1x1',
      'Nhóm: Khách hàng Hà Nội;;;;',
      `1;${first.taxCode};A;2;2.400.000`,
      ';;Cộng nhóm Hà Nội;2;2.400.000',
      'II;Khách hàng Hải Phòng;;;',
      `2;${second.taxCode};B;3;3.600.000`,
      ';;Cộng II;3;3.600.000',
      ';;Tổng cộng;5;6.000.000',
      ';;;Hà Nội, ngày 30 tháng 11 năm 2026;',
      'Người lập;;;Giám đốc;',
      '(Ký, họ tên);;;(Ký, họ tên, đóng dấu);',
      'Nguyễn Thị Lan;;;Trần Văn Bình;',
    ];
    expect(await rowsOf(report.join('\n'))).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('a line with a name alone, or with a wrong code alone, stays to be mended', async () => {
    const list = `STT;MST;Tên;Số năm\n1;${first.taxCode};A;2\n2;;Công ty Lạ;\n;chưa có;;\n3;${second.taxCode};B;3`;
    const { rows, left } = await rowsOf(list);
    expect(rows).to.deep.equal(BOTH);
    expect(left).to.deep.equal(['3 2 · Công ty Lạ', '4 chưa có']);
  });

  it('a customer whose line says that it is not to be renewed is left out, and its line named', async () => {
    const lines = [
      ['MST', 'Tên', 'Ghi chú'],
      [first.taxCode, 'A', 'Gia hạn 2 năm'],
      ['', second.name, 'Không gia hạn'],
      [third.taxCode, 'C', 'NGỪNG SỬ DỤNG từ 2027'],
      [fourth.taxCode, 'D', 'chưa gia hạn; không dùng chữ ký số'],
    ].map((cells, at) => ({ number: at + 1, cells }));
    const { signal } = new AbortController();
    const list = new ImportList({ signIn, signal, onChange: () => {} });
    await list.take(lines);
    const { imported, notRenewed, skipped, unknown } = await list.outcome(emptyDraft('x'), signal);
    const taken = imported.draft.rows.map(({ customer }) => customer?.taxCode);
    expect(taken).to.deep.equal([first.taxCode, fourth.taxCode]);
    expect(notRenewed).to.deep.equal([3, 4]);
    expect(skipped).to.equal(1);
    expect(unknown).to.deep.equal([]);
    expect(list.firstLines()[2]?.choice).to.deep.equal({ kind: 'notRenewed' });
  });

  it('lists side by side are read one below the other, and what stands around them once', async () => {
    const list = `DANH SÁCH;;;;;;;\nSTT;MST;Tên;Số năm;;STT;MST;Tên;Số năm\n1;${first.taxCode};A;2;;3;${third.taxCode};C;1\n2;${second.taxCode};B;3;;4;0100109107;D;1\nTổng;;;5;;Tổng;;;2\nNgười lập;;;;;;Giám đốc;;`;
    const { rows, left } = await rowsOf(list);
    expect(rows).to.deep.equal([...BOTH, `${third.taxCode} 1 -`]);
    expect(left).to.deep.equal(['4.2 4 · 0100109107 · D · 1']);
    for (const title of ['Hóa đơn điện tử', 'Chưa thanh toán']) {
      const titled = `Kế toán;;${title};\nMST;Tên;MST;Tên\n${first.taxCode};A;${second.taxCode};B`;
      const taken = [`${first.taxCode} 1 -`, `${second.taxCode} 1 -`];
      expect((await rowsOf(titled)).rows, title).to.deep.equal(taken);
    }
    const former = `MST cũ;MST;Số năm\n${third.taxCode};${first.taxCode};2\n;${second.taxCode};3`;
    expect(await rowsOf(former)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('a customer with “Không” in the column “Gia hạn” is left out, and its line named', async () => {
    const cells = [
      ['MST', 'Gia hạn'],
      [first.taxCode, 'Có'],
      [second.taxCode, 'Không'],
    ];
    const { signal } = new AbortController();
    const list = new ImportList({ signIn, signal, onChange: () => {} });
    await list.take(cells.map((row, at) => ({ number: at + 1, cells: row })));
    const { imported, notRenewed } = await list.outcome(emptyDraft('x'), signal);
    const taken = imported.draft.rows.map(({ customer }) => customer?.taxCode);
    expect(taken).to.deep.equal([first.taxCode]);
    expect(notRenewed).to.deep.equal([3]);
  });

  it('columns of another party of each line’s, and of a former code, are no second list', async () => {
    const [a, b, c] = [first.taxCode, second.taxCode, third.taxCode];
    const parties = `;Khách hàng;;Xuất hóa đơn cho;\nSố năm;MST;Tên;Số năm;MST;Tên\n2;${a};A;;${c};C\n3;${b};B;;${fourth.taxCode};D`;
    const repeated = `MST;Tên;MST;Tên\n${a};A;${c};C\n${b};B;${c};C`;
    const former = `MST;MST;Tên\n${a};${c};A\n${b};${fourth.taxCode};B`;
    expect((await rowsOf(parties)).rows).to.deep.equal(BOTH);
    for (const list of [repeated, former])
      expect((await rowsOf(list)).rows, list).to.deep.equal([`${a} 1 -`, `${b} 1 -`]);
  });

  it('a customer without a code is found by its name where customers have grades', async () => {
    const lines = [
      ['Hạng', 'Tên', 'MST'],
      ['A', 'Đại Phát', first.taxCode],
      ['B', 'An Phát', ''],
    ];
    const text = lines.map((cells) => cells.join(';')).join('\n');
    expect((await rowsOf(text)).left).to.deep.equal(['3 B · An Phát']);
  });

  it('a column of end dates is not taken for the term that another column has', async () => {
    const list = `MST,Thời hạn sử dụng,Thời hạn gia hạn\n${first.taxCode},31/12/2026,2 năm\n${second.taxCode},31/12/2026,3 năm`;
    expect(await rowsOf(list)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('the line that is drawn below the names of columns is none', async () => {
    const list = `| MST | Số năm |\n|-----|:------:|\n| ${first.taxCode} | 2 |\n| ${second.taxCode} | 3 |`;
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

  it('a page that a program saved under the name of a workbook is read by its tables', async () => {
    const page = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset=utf-8><title>Trang 1</title>
      <style><!-- td { content: "a>b" } --></style><!--[if gte mso 9]><xml><x:Name>S</x:Name></xml><![endif]--></head>
      <body link=blue><h2>Bảng kê</h2><table width=100%><col width=64>
      <tr><td colspan=3>C&ocirc;ng ty A &amp; B, MST ${third.taxCode}</td>
      <tr><th rowspan="2">STT<th rowspan=2>MST</th><th colspan='2'>Gia h&#7841;n</th>
      <tr><th>Số<br>năm<th>Người thanh toán</tr>
      <tr><td>1<td x:str>${first.taxCode}</td><td>2</td><td rowspan=2>Chủ doanh nghiệp</td></tr>
      <tr><td>2</td><td style='mso-number-format:"@"' x:num="${second.taxCode.slice(1)}">1,01E+08</td><td>&nbsp;3</td></tr>
      </table><p>Người lập</p></body></html>`;
    const rows = [`${first.taxCode} 2 owner`, `${second.taxCode} 3 owner`];
    expect(await rowsOf(page)).to.deep.equal({ rows, left: [] });
    const xml = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
      <Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s"/></Styles>
      <Worksheet ss:Name="1"><Table ss:ExpandedColumnCount="4"><Column ss:Width="99"/>
      <Row><Cell><Data ss:Type="String">MST</Data></Cell><Cell ss:Index="3"><Data>Số năm</Data></Cell><Cell><Data>Người thanh toán</Data></Cell></Row>
      <Row><Cell><Data>${first.taxCode}</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">2</Data></Cell><Cell ss:MergeDown="1"><Data>KH</Data></Cell></Row>
      <Row><Cell><Data>${second.taxCode}</Data></Cell><Cell ss:Index="3"><Data>3</Data></Cell></Row>
      </Table></Worksheet></Workbook>`;
    expect(await rowsOf(xml)).to.deep.equal({ rows, left: [] });
  });

  it('a page’s scripts, and signs for less, end no table', async () => {
    const page = `<html><head><script>if (1<2) '<td>'</script></head><body><p>Dưới < 1 tỷ</p><table><tr><td colspan="0">MST</td><td>Số năm</td></tr><tr><td>${first.taxCode}</td><td>2</td></tr><tr><td>${second.taxCode}</td><td>3</td></tr></table><script>for (;;`;
    expect((await rowsOf(page)).rows).to.deep.equal(BOTH);
    const bodies = ['<script src="a.js"/>', '<script>a</script><script src=x>'];
    for (const script of bodies) {
      expect(
        (await rowsOf(page.replace(/<script>.*?<\/script>/, script))).rows,
        script,
      ).to.deep.equal(BOTH);
    }
  });

  it('long lines are read as soon as they are searched once', async () => {
    const long = [
      'mst '.repeat(25_000),
      `${first.taxCode} 2 năm x${'-'.repeat(50_000)}x`,
      `<script ${'<script '.repeat(50_000)}`,
      `<table><tr>${'<td colspan=9999 rowspan=9999>x'.repeat(50_000)}</table>`,
    ];
    // Searched anew from each character, they would take minutes.
    for (const text of long)
      expect(await rowsOf(text).catch(fileProblemOf), text.slice(0, 20)).not.to.equal(null);
  });

  it('a table within another one’s cell is read, and its columns are its own', async () => {
    const inner = `<table><tr><td>MST</td><td>Số năm</td></tr><tr><td>${first.taxCode}</td><td>2</td></tr><tr><td>${second.taxCode}</td><td>3</td></tr></table>`;
    const page = `<table><tr><td></td><td>${inner}</td></tr></table>`;
    expect(await rowsOf(page)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('messages of a chat give each customer the term that stands beside its code', async () => {
    for (const chat of [
      `${first.taxCode} - Công ty A - gia hạn 2 năm\n${second.taxCode} - Công ty B - gia hạn 3 năm`,
      `[30/11/2026 09:12] Lan: ${first.taxCode} gia hạn 24 tháng nhé\n[30/11/2026 09:13] Lan: ${second.taxCode} 3 năm`,
      `1. Cty A: ${first.taxCode} 2 năm\n2. Cty B: ${second.taxCode} : 3 nam`,
    ]) {
      expect(await rowsOf(chat), chat).to.deep.equal({ rows: BOTH, left: [] });
    }
    for (const chat of [
      `${first.taxCode} 2 năm; ${second.taxCode} 3 năm`,
      `${first.taxCode} 2 năm 5.900.000đ\n${second.taxCode} 3 năm 8.850.000đ`,
      `Cty A - MST ${first.taxCode} - ĐT 0912345675 - 2 năm\nCCCD 001085012345 Cty B ${second.taxCode} 3 nam nhe`,
    ]) {
      expect(await rowsOf(chat), chat).to.deep.equal({ rows: BOTH, left: [] });
    }
    const shared = await rowsOf(
      `Gia hạn ${first.taxCode}, ${second.taxCode} 2 năm\n${third.taxCode}`,
    );
    expect(shared.rows).to.deep.equal([
      `${first.taxCode} 2 -`,
      `${second.taxCode} 2 -`,
      `${third.taxCode} 1 -`,
    ]);
    const mistyped = await rowsOf(`${first.taxCode} 2 năm\n0100109107 - Cty B - 3 năm`);
    expect(mistyped.left).to.deep.equal(['2 Cty B · 0100109107 · 3 năm']);
    const named = await rowsOf(`Công ty CP Xây dựng số 2 Nam Từ Liêm - ${first.taxCode}`);
    expect(named).to.deep.equal({ rows: [`${first.taxCode} 1 -`], left: [] });
    const answered = await rowsOf(
      `MST ${first.taxCode} 2 năm\nMST ${second.taxCode} 3 năm\nEmail\nlan@abc.vn`,
    );
    expect(answered.rows).to.deep.equal(BOTH);
    const years = await rowsOf(`${first.taxCode} → 2099\n${second.taxCode} năm 2099`);
    expect(years.left).to.deep.equal(['1 year 2099', '2 year 2099']);
    const dates = await rowsOf(
      `${first.taxCode} hạn 31/12/2026\n${second.taxCode} ngày 30 tháng 11 năm 2026`,
    );
    expect(dates.left.filter((text) => /years/.test(text))).to.deep.equal([]);
  });

  /** Each text with its lines as "code years"; and what is left of it. */
  const a = first.taxCode;
  const b = second.taxCode;
  const c = third.taxCode;
  const unknown = taxCode(900);
  const messages: [text: string, rows: string[], left?: string[]][] = [
    // Terms in words or cut short; those in names are none.
    ...['hai năm', '2n', '24T', '2N', 'x 2 năm', '(2 năm)', 'thêm 2 năm nữa', 'GH 2 năm nhé'].map(
      (term): [string, string[]] => [`${a} ${term}\n${b} - B: ${term}`, [`${a} 2`, `${b} 2`]],
    ),
    [`Công ty 3N ${a}\n${b} Công ty 3N\n${c} 2 năm`, [`${a} 1`, `${b} 1`, `${c} 2`]],
    // Dates in words, the past, and other things' numbers are none.
    ...[
      ...['gia hạn từ tháng hai năm sau', 'quý ba năm nay', 'đợt hai năm nay', 'lần hai năm nay'],
      ...['hết hạn Tháng ba năm tới', 'thứ hai năm sau', 'ngừng từ tháng hai năm ngoái', 'xe 36T'],
      ...[
        'đã dùng hai năm',
        'chỉ còn hai năm bảo hành',
        'bảo hành 24T',
        'phòng 3n',
        'hai năm trước',
      ],
    ].map((words): [string, string[]] => [
      `${a} ${words}\nCông ty A ${b} ${words}\n${c} 2 năm`,
      [`${a} 1`, `${b} 1`, `${c} 2`],
    ]),
    ...['từ tháng hai năm 2099', 'quý ba năm 2099', 'đợt hai năm 2099'].map(
      (words): [string, string[], string[]] => [
        `${a} ${words}\n${c} 2 năm`,
        [`${a} 1`, `${c} 2`],
        ['1 year 2099'],
      ],
    ),
    [`${a} hai năm 2099\n${c} 2 năm`, [`${a} 2`, `${c} 2`], ['1 year 2099']],
    [`${a} gia hạn 24T\n${b} Cty B, 3n\n${c} Cty C gia hạn ba năm`, [`${a} 2`, `${b} 3`, `${c} 3`]],
    ...['(2 năm)', '2 năm nhé', 'x 2 năm', 'GH 2 năm', '2 năm nữa'].map(
      (term): [string, string[]] => [`${a}\t${term}\n${b}\t${term}`, [`${a} 2`, `${b} 2`]],
    ),
    // Numbered by other marks.
    [`1- ${a}, A, 2 năm\n2- ${b}, B, 3 năm`, [`${a} 2`, `${b} 3`]],
    [`1/ ${a} 2 năm\n2/ ${b} 3 năm`, [`${a} 2`, `${b} 3`]],
    // No names of columns.
    [
      `A ${a} 2 năm\nTổng Công ty Lạ, MST: 1040 854 410, 1 năm`,
      [`${a} 2`],
      ['2 Tổng Công ty Lạ, MST · 1040 854 410 · 1 năm'],
    ],
    // Several customers on each line.
    [`Cty A ${a}, Cty B ${b}\nCty C ${c}, Cty A ${a}`, [`${a} 1`, `${b} 1`, `${c} 1`]],
    [`MST ${a}; MST ${b}\nMST ${c}; MST ${a}`, [`${a} 1`, `${b} 1`, `${c} 1`]],
    [`A ${a} 2 năm, B ${b} 3 năm\nC ${c} 2 năm, B ${b} 3 năm`, [`${a} 2`, `${b} 3`, `${c} 2`]],
    [`${a}, ${b} 2 năm\n${c}, ${a} 2 năm`, [`${a} 2`, `${b} 2`, `${c} 2`]],
    [`Viettel ${a} 2 năm; Cty B ${b} 3 năm`, [`${a} 2`, `${b} 3`]],
    [
      'Công ty Thương mại và Dịch vụ Hoàng Long 2 năm; '
        .repeat(15)
        .replaceAll('2 năm', `${a} 2 năm`),
      [`${a} 2`],
    ],
    [`Cty A ${a} 2 năm Cty B ${b} 3 năm`, [`${a} 2`, `${b} 3`]],
    [`${a}: 2 năm / ${b}: 3 năm / ${c}: 24 tháng nhé`, [`${a} 2`, `${b} 3`, `${c} 2`]],
    [`Gia hạn 2 năm cho ${a} và 3 năm cho ${b}`, [`${a} 2`, `${b} 3`]],
    [`2 năm: ${a}, ${b}; 3 năm: ${c}`, [`${a} 2`, `${b} 2`, `${c} 3`]],
    [`${a} 2 năm; ${b} 3 năm; ${c}`, [`${a} 2`, `${b} 3`, `${c} 1`]],
    [`Cty A ${a} gia hạn 2 năm 2099`, [`${a} 2`], ['1 year 2099']],
    [`${a} hạn tháng 12 năm 2099\n${b} 2 năm`, [`${a} 1`, `${b} 2`], ['1 year 2099']],
    [`${a} và ${b} 2 năm`, [`${a} 2`, `${b} 2`]],
    [`Hộ A 001085012345; Cty B ${b} 3 năm`, [`${b} 3`], ['1 Hộ A · 001085012345 · 3 năm']],
    // Words before a code, and terms in any letters.
    [`Sao Mai Hotel ${a} 3 năm`, [`${a} 3`]],
    [`CTCP XD và ĐT ${a} 2 năm`, [`${a} 2`]],
    ...[
      ...[
        '2 NAM',
        '2 Nam',
        '24 THANG',
        '2 Years',
        '24 Months',
        '2 nam Cty A',
        '2 Nam Cty A',
        '2 Nam CTY A',
        '2 nam cho em',
      ],
      ...[
        '24 thang tu nay',
        '2 nam 5.900.000d',
        '2 năm 6tr',
        '2 năm 10 triệu',
        '2 Năm',
        '24 THÁNG',
      ],
    ].map((term): [string, string[]] => [`${a} ${term}`, [`${a} 2`]]),
    [`gia han 2 nam cho ${a}`, [`${a} 2`]],
    [`Cty XD SỐ 2 NAM TỪ LIÊM ${a}\n${b} 2 năm`, [`${a} 1`, `${b} 2`]],
    [`Cty XD số 2 Nam Từ Liêm ${a}\n${b} 2 năm`, [`${a} 1`, `${b} 2`]],
    [`${a} hạn 30 thang 11 nam 2026\n${b} 2 năm`, [`${a} 1`, `${b} 2`], ['1 year 2026']],
    // Codes that no customer has.
    [`Cty A ${a}; Cty B ${unknown}`, [`${a} 1`], [`1 Cty A ${a}; Cty B ${unknown}`]],
    [`Cty A ${a} - Fax ${unknown}`, [`${a} 1`]],
    [`${a} 2 năm; B 0100109107 3 năm`, [`${a} 2`], ['1.2 B · 0100109107 · 3 năm']],
    [`Cty A ${a} 2 năm, Cty B 0100109107`, [`${a} 2`], ['1.2 Cty B · 0100109107']],
    [`${a} và 010010910 2 năm`, [`${a} 2`], ['1.2 và · 010010910 · 2 năm']],
    [`${a}-2 năm\n${b} - 3 yrs`, [`${a} 2`, `${b} 3`]],
    [`${a} hạn 31-12 năm 2026\n${b} 2 năm`, [`${a} 1`, `${b} 2`], ['1 year 2026']],
    // A customer on several lines.
    ...['', '\n'].map((between): [string, string[]] => [
      `Cty A\nMST: ${a}\nSĐT: 0912345675\nGia hạn: 2 năm\n${between}Cty B\nMST: ${b}\nSĐT: 0912345675\nGia hạn: 3 năm`,
      [`${a} 2`, `${b} 3`],
    ]),
    ...['Danh sách gia hạn:', 'Khách của Lan:'].map((above): [string, string[], string[]] => [
      `${above}\nTên: A\nMST: ${a}\n2n\nTên: B\nMST: ${b}\n3 năm\nXem giúp em`,
      [`${a} 2`, `${b} 3`],
      above === 'Khách của Lan:' ? [`1 ${above}`, '8 Xem giúp em'] : ['8 Xem giúp em'],
    ]),
    [`Chào chị\nCty A\n${a}\nCty B\n${b}\nCảm ơn chị`, [`${a} 1`, `${b} 1`]],
    [`Cty A\n${a}\n${b}\nCty B\n${c}`, [`${a} 1`, `${b} 1`, `${c} 1`], ['1 Cty A', '4 Cty B']],
    // Not to be renewed.
    [`${a} gia hạn 2 năm\n${b} KHÔNG gia hạn nữa\n${c} chưa gia hạn 1 năm`, [`${a} 2`, `${c} 1`]],
    [`${a} 2 năm, ${b} ko gia hạn`, [`${a} 2`]],
    // Terms that can't be renewed.
    [`${a} 6 tháng\n${b} 18 tháng`, [`${a} 1`, `${b} 1`], ['1 years 6 tháng', '2 years 18 tháng']],
    // Around the customers.
    [
      `[30/11/2026, 10:42:13] Lan: ${a} 2 năm\n[30/11/2026, 10:43:55] Lan: ${b} 3 năm`,
      [`${a} 2`, `${b} 3`],
    ],
    [
      `Chị ơi gia hạn giúp em 2 cty này nhé\n${a} 2 năm\n10:42\n${b} 3 năm\nDạ, em cảm ơn chị ạ!`,
      [`${a} 2`, `${b} 3`],
    ],
    [
      `Em chào chị, gia hạn giúp em cty Sao Mai\n${a} 2 năm\nHi Tech`,
      [`${a} 2`],
      ['1 Em chào chị, gia hạn giúp em cty Sao Mai', '3 Hi Tech'],
    ],
    // Telephones and persons.
    [`${a} - Cty A - 2 năm, lh 0912345678`, [`${a} 2`]],
    [`${a}, Công ty A, 0912345675, 2 năm`, [`${a} 2`]],
    [`${a}, 2 năm, 0912345675`, [`${a} 2`]],
    [`${a}, GĐ Nguyễn A 001085012345, 2 năm`, [`${a} 2`]],
    [`${a} 2 năm; Hộ B 001085012345 3 năm`, [`${a} 2`], ['1.2 Hộ B · 001085012345 · 3 năm']],
    // Numbers of lines.
    [
      `A ${a} 2 năm; B ${b} 3 năm\nC 0100109107 2 năm`,
      [`${a} 2`, `${b} 3`],
      ['2 C · 0100109107 · 2 năm'],
    ],
    // Below a letterhead.
    [`Cty Kế toán X\nMST: ${c}\nMST\n${a}\n${b}`, [`${a} 1`, `${b} 1`]],
  ];
  for (const [text, rows, left = []] of messages) {
    it(`all customers and terms of a message are read: ${text.slice(0, 80)}`, async () => {
      const read = await rowsOf(text);
      const inShort = read.rows.map((row) => row.replace(/ \S+$/, ''));
      expect({ rows: inShort, left: read.left }).to.deep.equal({ rows, left });
    });
  }

  it('a telephone and a bank account below a message make no rows; a customer’s own does', async () => {
    const ofLan = `${first.taxCode} 2 năm\nzalo chị Lan 0912 345 678\nSTK VCB 0071001234`;
    expect(await rowsOf(ofLan)).to.deep.equal({ rows: [`${first.taxCode} 2 -`], left: [] });
    const ofB = `${first.taxCode} 2 năm\nCty B zalo 0912345678\nzalo Cty C 0912345678 3 năm`;
    expect((await rowsOf(ofB)).left).to.deep.equal([
      '2 Cty B zalo 0912345678',
      '3 zalo Cty C 0912345678 3 năm',
    ]);
  });

  it('columns that a PDF’s text sets off by blanks are those of a table', async () => {
    const wide = `STT   MST          Tên khách hàng   Số năm\n1     ${first.taxCode}   Công ty A        2\n2     ${second.taxCode}   Công ty B        3`;
    expect(await rowsOf(wide)).to.deep.equal({ rows: BOTH, left: [] });
    const narrow = wide.replaceAll(/ +/g, ' ');
    expect(await rowsOf(narrow)).to.deep.equal({ rows: BOTH, left: [] });
  });

  it('the person is told of a text that is no list, and of an empty list', async () => {
    const problemOf = async (content: string) =>
      await rowsOf(content).then(
        ({ rows }) => rows.join(),
        (error) => fileProblemOf(error),
      );
    expect(await problemOf('%PDF-1.7\n1 0 obj\n')).to.equal('notATable');
    expect(await problemOf('{\\rtf1\\ansi MST}')).to.equal('notATable');
    expect(await problemOf('MIME-Version: 1.0\r\nContent-Type: text/html')).to.equal('notATable');
    expect(await problemOf('<svg xmlns="x"><text>1</text></svg>')).to.equal('notATable');
    expect(await problemOf('<table><tr><td>1</td><td a="')).to.equal('damaged');
    expect(await problemOf('ID;PWXL;N;E\r\nC;Y1;X1;K"MST"')).to.equal('notATable');
    expect(await problemOf('TABLE\r\n0,1\r\n"Excel"\r\nVECTORS\r\n0,7')).to.equal('notATable');
    expect(await problemOf('\r\n , ,\r\n;;\r\n')).to.equal('empty');
  });
});
