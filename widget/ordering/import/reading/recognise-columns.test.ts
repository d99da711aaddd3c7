import { expect } from '@open-wc/testing';
import { YEARLY } from '../../../testing/firm.ts';
import { readPayer, readPlans, readYear, readYears } from './read-values.ts';
import { recogniseColumns, withRole } from './recognise-columns.ts';

const SHOWN = { firm: 'Công ty dịch vụ', owner: 'Khách hàng' };

function recognise(...lines: string[]) {
  return recogniseColumns(
    lines.map((line, index) => ({ number: index + 1, cells: line.split('|') })),
    {
      isPlan: (text) => readPlans(text, [YEARLY]).length > 0,
      isPayer: (text) => readPayer(text, SHOWN) !== null,
      leastYear: 2024,
    },
  );
}

describe('columns of a list', () => {
  it('columns are recognised by their headings, with and without diacritics', () => {
    const { roles, headings } = recognise(
      'DANH SÁCH GIA HẠN',
      'STT|Mã số thuế (*)|Tên khách hàng|Gói sản phẩm|Năm tài chính|Số năm gia hạn|Người thanh toán|E-mail',
      '1|0100109106|A|Gói Tiêu chuẩn|2027|1|KH|a@b.vn',
    );
    expect(roles).to.deep.equal({
      code: 1,
      name: 2,
      plan: 3,
      year: 4,
      years: 5,
      payer: 6,
      email: 7,
    });
    expect(headings[1]).to.equal('Mã số thuế (*)');
    expect(recognise('Tax code|Company|Plan|Fiscal year|Years|Payer|Email').roles).to.deep.equal({
      code: 0,
      name: 1,
      plan: 2,
      year: 3,
      years: 4,
      payer: 5,
      email: 6,
    });
  });

  it('columns without headings are recognised by what most of their lines hold', () => {
    const { roles } = recognise(
      '1|0100109106|Công ty Đại Phát|STANDARD|2027|2 năm|dịch vụ|a@b.vn',
      '2|0101243150|Công ty Hà Nội|gói tiêu chuẩn|2028|1 năm|khách hàng|thiếu',
      '3|0314409058|Công ty Sài Gòn|ASP - Gói Tiêu chuẩn|2027|24 tháng|KTDV|c@d.vn',
      '4|0314409058|Công ty Sài Gòn|ASP - Gói Tiêu chuẩn|2027|24 tháng|KTDV|c@d.vn',
    );
    expect(roles).to.deep.equal({ name: 2, plan: 3, year: 4, years: 5, payer: 6, email: 7 });
  });

  it('a column of years or of terms is one by its contents where its heading may mean both', () => {
    const rolesOf = (heading: string, ...lines: string[]) =>
      recognise(heading, ...lines.map((line, at) => `010010910${at}|${line}`)).roles;
    expect(rolesOf('MST|Năm gia hạn', '1', '2')).to.deep.equal({ code: 0, years: 1 });
    expect(rolesOf('MST|Năm gia hạn', '2027', '2027')).to.deep.equal({ code: 0, year: 1 });
    expect(rolesOf('MST|Kỳ hạn', '2027', '2028')).to.deep.equal({ code: 0, year: 1 });
    expect(rolesOf('MST|Gia hạn (năm)', '1', '2')).to.deep.equal({ code: 0, years: 1 });
    expect(rolesOf('Tax code|Renewal (years)', '1', '2')).to.deep.equal({ code: 0, years: 1 });
    expect(rolesOf('MST|Gia hạn', '1', '2')).to.deep.equal({ code: 0, years: 1 });
    expect(rolesOf('MST|Gia hạn', 'x', 'x')).to.deep.equal({ code: 0 });
    expect(rolesOf('MST|ĐVT|SL', 'Năm|1', 'năm|2')).to.deep.equal({ code: 0, years: 2 });
    expect(rolesOf('MST|ĐVT|SL', 'Bộ|1', 'Bộ|2')).to.deep.equal({ code: 0 });
    const ranges = ['01/01/2027 - 31/12/2028|2 năm', '01/01/2027 - 31/12/2027|1 năm'];
    expect(rolesOf('MST|Thời gian sử dụng|Thời hạn', ...ranges)).to.deep.equal({
      code: 0,
      years: 2,
    });
  });

  it('columns are recognised by the headings that firms write', () => {
    const rolesOf = (heading: string, ...lines: string[]) =>
      recognise(`STT|MST|${heading}`, ...lines.map((line, at) => `${at}|010010910${at}|${line}`))
        .roles;
    const headings: [heading: string, lines: string[], role: string][] = [
      ...['Bên chi trả', 'Đơn vị thanh toán', 'Ai trả', 'Người nộp tiền'].map(
        (heading): [string, string[], string] => [heading, ['x', 'x'], 'payer'],
      ),
      ...['SL năm', 'TG gia hạn', 'Gia hạn mấy năm', 'Gia hạn thêm'].map(
        (heading): [string, string[], string] => [heading, ['1', '2'], 'years'],
      ),
      ...['NTC', 'Niên độ', 'Gia hạn từ năm', 'Bắt đầu từ năm', 'Năm sử dụng', 'Kỳ kế toán'].map(
        (heading): [string, string[], string] => [heading, ['NTC 2027', '2028'], 'year'],
      ),
      ...['Hộp thư', 'Gmail'].map((heading): [string, string[], string] => [
        heading,
        [''],
        'email',
      ]),
      ['Khách', ['từ năm 2027', 'năm 2027'], 'year'],
      ['NNT', ['', ''], 'name'],
    ];
    for (const [heading, lines, role] of headings) {
      expect(rolesOf(heading, ...lines), heading).to.deep.equal({ code: 1, [role]: 2 });
    }
    expect(rolesOf('Customer ID|Tên', 'K1|A')).to.deep.equal({ code: 1, name: 3 });
  });

  it('years of the past, and the last one, are no term and no first year', () => {
    const rolesOf = (heading: string, ...lines: string[]) =>
      recognise(`MST|${heading}`, ...lines.map((line, at) => `010010910${at}|${line}`)).roles;
    for (const heading of ['Số năm đã dùng', 'Số năm hoạt động', 'Thời hạn cũ']) {
      expect(rolesOf(heading, '2', '3 năm'), heading).to.deep.equal({ code: 0 });
    }
    for (const heading of ['Năm thành lập', 'Ngày cấp', 'Đến năm', 'Năm hết hạn']) {
      expect(rolesOf(heading, '2026', '2027'), heading).to.deep.equal({ code: 0 });
    }
    expect(rolesOf('Năm bắt đầu sử dụng', '2015', '2020')).to.deep.equal({ code: 0 });
    expect(recognise('0100109106|2015', '0101243150|2018').roles).to.deep.equal({});
    expect(rolesOf('Số năm đã dùng|Số năm', '4|1', '2|2')).to.deep.equal({ code: 0, years: 2 });
  });

  it('“Phiên bản” names plans, not the releases of a program', () => {
    const rolesOf = (...texts: string[]) =>
      recognise('MST|Phiên bản', ...texts.map((text) => `0100109106|${text}`)).roles;
    expect(rolesOf('Gói Tiêu chuẩn', 'Gói Tiêu chuẩn')).to.deep.equal({ code: 0, plan: 1 });
    expect(rolesOf('R2024.1', 'R2024.2')).to.deep.equal({ code: 0 });
  });

  it('headings are found below a long introduction', () => {
    const above = Array.from({ length: 40 }, (_, at) => `Điều ${at + 1}`);
    const { roles } = recognise(...above, 'STT|MST|Tên|Số năm', '1|0100109106|A|2');
    expect(roles).to.deep.equal({ code: 1, name: 2, years: 3 });
  });

  it('numbers of lines and amounts are no years, and a column of codes alone needs no role', () => {
    expect(recognise('1|2950000', '2|2950000', '3|1200000').roles).to.deep.equal({});
    expect(recognise('0100109106', '0101243150').roles).to.deep.equal({});
  });

  it('a role that a person gives a column is taken from the column that had it', () => {
    expect(withRole({ code: 0, name: 1 }, 1, 'code')).to.deep.equal({ code: 1 });
    expect(withRole({ code: 0, name: 1 }, 1, null)).to.deep.equal({ code: 0 });
  });
});

describe('values of a list', () => {
  it('years are read as people and spreadsheets write them', () => {
    expect(['2027', 'Năm 2027', '２０２７', '2027.0'].map(readYear)).to.deep.equal(
      Array(4).fill(2027),
    );
    expect(['', '27', '2027-2028', '120270'].map(readYear)).to.deep.equal(Array(4).fill(null));
    expect(['2', '2 năm', '2,0', '24 tháng', '2 years'].map(readYears)).to.deep.equal(
      Array(5).fill(2),
    );
    expect(['0', '99', 'hai', '5 tháng', ''].map(readYears)).to.deep.equal(Array(5).fill(null));
    expect(['- 2 năm', '(2 năm)', ': 2 năm.'].map(readYears)).to.deep.equal([2, 2, 2]);
    for (const text of ['.5', '<3 năm', '-2', '>2', '2?'])
      expect(readYears(text), text).to.equal(null);
    for (const text of [
      'hai năm',
      '2 (hai) năm',
      '2N',
      '24T',
      'Gia hạn thêm 2 năm',
      '2y',
      '(2 năm)',
      'x 2 năm nhé',
    ]) {
      expect(readYears(text), text).to.equal(2);
    }
    expect(readYears('năm năm')).to.equal(5);
    expect(readYears('2 năm (24 tháng)')).to.equal(2);
    for (const text of ['2 (ba) năm', '2 năm (12 tháng)', 'năm', '6T', 'năm 2027']) {
      expect(readYears(text), text).to.equal(null);
    }
  });

  it('payers are read as they are shown and in other words', () => {
    const read = (text: string) => readPayer(text, SHOWN);
    expect(['Công ty dịch vụ', 'KTDV', 'firm', 'DV', 'KTDV trả hộ'].map(read)).to.deep.equal(
      Array(5).fill('firm'),
    );
    expect(['KH', 'Khách hàng', 'Chủ doanh nghiệp'].map(read)).to.deep.equal(
      Array(3).fill('owner'),
    );
    expect(['Cty dịch vụ', 'KH tự trả', 'DN', 'Khách hàng tự thanh toán'].map(read)).to.deep.equal([
      'firm',
      ...Array(3).fill('owner'),
    ]);
    for (const text of ['ĐLT', 'Bên kế toán trả', 'DVKT', 'Đại lý thuế', 'kế toán DV thanh toán']) {
      expect(read(text), text).to.equal('firm');
    }
    for (const text of [
      'khách tự chuyển',
      'KH trả',
      'Doanh nghiệp thanh toán',
      'Chủ DN',
      'khách tự CK',
      'NNT',
    ]) {
      expect(read(text), text).to.equal('owner');
    }
    // Whose company, and who oneself is, only a person can tell.
    for (const text of ['ai đó', 'Công ty trả', 'tự trả', 'Bên A', 'CK']) {
      expect(read(text), text).to.equal(null);
    }
  });

  it('a plan is read by its code, and by its name alone or behind its product’s', () => {
    const longer = { ...YEARLY, id: 'x', code: 'PLUS', name: { vi: 'Tiêu chuẩn', en: 'Plus' } };
    const idsOf = (text: string) => readPlans(text, [YEARLY, longer]).map(({ id }) => id);
    expect(idsOf('standard')).to.deep.equal([YEARLY.id]);
    expect(idsOf('goi tieu chuan')).to.deep.equal([YEARLY.id]);
    expect(idsOf('ASP Kế toán – Gói Tiêu chuẩn')).to.deep.equal([YEARLY.id]);
    expect(idsOf('Tiêu chuẩn')).to.deep.equal(['x']);
    expect(idsOf('Cao cấp')).to.deep.equal([]);
  });
});
