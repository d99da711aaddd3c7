import { type CalendarDate, calendarDate, partsOf } from '../../shared/calendar-date.ts';
import type { FiscalYearStart } from '../../shared/fiscal-year.ts';
import type { CustomerDeclaration } from '../../shared/schemas/customer.ts';
import { foldText } from '../../shared/search-text.ts';
import { taxCodeKind } from '../../shared/tax-code.ts';
import { makeLicenses } from './licenses.ts';

const TRADES = [
  'Thương mại',
  'Xây dựng',
  'Vận tải',
  'Dược phẩm',
  'Nội thất',
  'Thực phẩm',
  'Cơ khí',
  'May mặc',
  'Du lịch',
  'Điện tử',
  'Bao bì',
  'Nông sản',
  'Giáo dục',
  'Quảng cáo',
  'Thủy sản',
];

const NAMES = [
  'Đại Phát',
  'Minh Anh',
  'Hoàng Gia',
  'Trường Thịnh',
  'Phúc Lộc',
  'Thành Công',
  'Việt Tiến',
  'Hưng Yên',
  'Bảo Ngọc',
  'Đông Á',
  'Tân Bình',
  'Quốc Cường',
  'Hải Đăng',
  'Thiên Ân',
  'Sao Mai',
  'Ngọc Linh',
  'Kim Long',
  'Phương Đông',
];

const PEOPLE = [
  'Nguyễn Văn An',
  'Trần Thị Bích',
  'Lê Hoàng Cường',
  'Phạm Thu Dung',
  'Vũ Đức Em',
  'Đặng Thị Phượng',
  'Bùi Quang Giang',
  'Hồ Ngọc Hà',
];

const STREETS = [
  '12 Lê Lợi, phường Bến Nghé, Quận 1, TP. Hồ Chí Minh',
  '45 Trần Duy Hưng, phường Trung Hòa, quận Cầu Giấy, Hà Nội',
  '7 Nguyễn Văn Linh, phường Nam Dương, quận Hải Châu, Đà Nẵng',
  '230 đường 30 Tháng 4, phường Xuân Khánh, quận Ninh Kiều, Cần Thơ',
  'Lô C2, Khu công nghiệp Sóng Thần 1, TP. Dĩ An, Bình Dương',
];

const LONGEST_NAME =
  'Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng Thương mại Dịch vụ Xuất nhập khẩu và Phát triển Công nghệ cao Phương Đông Thịnh Vượng';

const STARTS: readonly FiscalYearStart[] = [1, 1, 1, 4, 1, 7, 1, 10];

/**
 * The same sixty customers each day, except for their expiries, which move with `today`.
 *
 * @param firmNumber separates the ranges of tax codes, so that two firms share no customer
 */
export function makeCustomers(firmNumber: number, today: CalendarDate): CustomerDeclaration[] {
  const codes = organisationCodes(60, 31_000_000 * firmNumber + 1_234_567);
  return codes.map((code, index) => {
    const isHousehold = index % 12 === 7;
    const taxCode = isHousehold ? personalCode(firmNumber, index) : branchOf(code, index);
    const name = nameOf(index, isHousehold, firmNumber);
    const fiscalYearStart = STARTS[(index + firmNumber) % STARTS.length] ?? 1;
    const externalId = `KH${firmNumber}${String(index + 1).padStart(3, '0')}`;
    return {
      externalId,
      taxCode,
      name,
      address: STREETS[index % STREETS.length] ?? '',
      email: `ketoan@${slug(name)}${index}.example`,
      contactName: PEOPLE[(index + firmNumber) % PEOPLE.length] ?? '',
      phone: `09${String(10_000_000 + index * 1_357 + firmNumber).slice(0, 8)}`,
      fiscalYearStart,
      licenses: makeLicenses(
        { index, firmNumber, externalId, isHousehold, fiscalYearStart },
        today,
      ),
    };
  });
}

function nameOf(index: number, isHousehold: boolean, firmNumber: number): string {
  if (index === 13) return LONGEST_NAME;
  const name = NAMES[(index * 5 + firmNumber) % NAMES.length] ?? '';
  const trade = TRADES[(index * 7 + firmNumber) % TRADES.length] ?? '';
  if (isHousehold) return `Hộ kinh doanh ${name}`;
  if (index % 4 === 0) return `Công ty Cổ phần ${trade} ${name}`;
  if (index % 11 === 3) return `DNTN ${name}`;
  return `Công ty TNHH ${trade} và Dịch vụ ${name}`;
}

/** The household whose code of ten digits has become its owner's twelve, as of July 2025. */
export const RENUMBERED = 7;

/** The former code of the household {@link RENUMBERED}. */
export function formerTaxCode(firmNumber: number): string {
  return organisationCodes(60, 31_000_000 * firmNumber + 1_234_567)[RENUMBERED] ?? '';
}

function branchOf(code: string, index: number): string {
  return index % 15 === 9 ? `${code}-001` : code;
}

/** Province, century and sex, year of birth, serial. */
function personalCode(firmNumber: number, index: number): string {
  const { year } = partsOf(calendarDate(1970 + index / 2, 1, 1));
  return `079${index % 2}${String(year).slice(2)}${String(firmNumber * 100_000 + index * 37).padStart(6, '0')}`;
}

function organisationCodes(count: number, from: number): string[] {
  const codes: string[] = [];
  for (let prefix = from; codes.length < count; prefix += 12_347) {
    const digits = String(prefix).padStart(9, '0');
    const valid = Array.from({ length: 10 }, (_, check) => `${digits}${check}`).find(
      (code) => taxCodeKind(code) !== null,
    );
    if (valid !== undefined) codes.push(valid);
  }
  return codes;
}

function slug(name: string): string {
  return foldText(name)
    .replace(/[^a-z0-9 ]/g, '')
    .split(' ')
    .slice(-2)
    .join('');
}
