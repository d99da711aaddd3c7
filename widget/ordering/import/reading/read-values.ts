import { type CalendarDate, parseDate } from '../../../../shared/calendar-date.ts';
import { cleanCode, cleanLine } from '../../../../shared/clean-text.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import type { Plan, Product } from '../../../../shared/schemas/catalog.ts';
import type { PayerKind } from '../../../../shared/schemas/common.ts';
import { foldText } from '../../../../shared/search-text.ts';

/** The year that a text names: "2027", "năm 2027", "2027.0"; null: none, or several. */
export function readYear(text: string): number | null {
  const [year, ...others] = cleanCode(text).match(/(?<!\d)20\d\d(?!\d)/g) ?? [];
  return year === undefined || others.some((other) => other !== year) ? null : Number(year);
}

/** From and to which year or day a text goes: "2027-2028", "từ 01/04/2027 đến 31/03/2028". */
export interface Period {
  from: string;
  to: string;
}

const DAY_OR_YEAR = '(?:\\d{1,2}[/.-]\\d{1,2}[/.-])?20\\d\\d';

const PERIOD = new RegExp(
  [
    `^(?:(?:tu|nam|ngay|ntc|fy) ?)*(?<from>${DAY_OR_YEAR})`,
    ` ?(?<by>(?:[-–—→>,]|den|to)+) ?(?:(?:het|nam|ngay|ntc|fy) ?)*(?<to>${DAY_OR_YEAR})[\\s.]*$`,
  ].join(''),
);

/** The period that a text names; null: none. */
export function readPeriod(text: string): Period | null {
  const { from, by = '', to } = PERIOD.exec(foldText(cleanCode(text)))?.groups ?? {};
  if (from === undefined || to === undefined) return null;
  // Years that are listed may have others between them.
  return by.includes(',') && Number(to) !== Number(from) + 1 ? null : { from, to };
}

/** A year cut short in a column of years: "27", "NTC 27". */
export function readShortYear(text: string): number | null {
  const [, year] = /^(?:(?:năm|nam|ntc|fy) ?)?'?([2-4]\d)$/i.exec(cleanCode(text)) ?? [];
  return year === undefined ? null : 2000 + Number(year);
}

const NUMBERS = ['mot', 'hai', 'ba', 'bon', 'nam'];
const NUMBER = NUMBERS.join('|');

/** A number of years, or of months, and the same once more in words or in months: "1 (một) năm", "2 năm (24 tháng)". */
const TERM = new RegExp(
  [
    // Other marks change the number: ".5", "<3 năm", "-2", "2?".
    '^(?:[(\\[: ]|[-–—•*+] )*(?:(?:gia han|gh|them) |x ?)*',
    `(?:(?<digits>\\d{1,2})(?:[.,]0+)?(?: ?\\((?<same>${NUMBER})\\))?|(?<number>${NUMBER})(?= ))`,
    ' ?(?<unit>nam|n|years?|yrs?|y|thang|t|months?)?',
    '(?: ?\\((?<months>\\d{1,2}) ?(?:thang|t|months?)\\))?(?: nua| nhe| nha| a)*[)\\] .,;:!–-]*$',
  ].join(''),
);

/** Behind a term that may be something else: it is read as none, and so shown as unread. */
export const DOUBT = ' ?';

const termOf = (text: string) => TERM.exec(foldText(cleanCode(text)))?.groups;

/** Whether a text is a term with its unit, perhaps in doubt: "2 năm", and "6 tháng", which can't be renewed; or its end. */
export function isTerm(text: string): boolean {
  const said = text.endsWith(DOUBT) ? text.slice(0, -DOUBT.length) : text;
  const isTimes = said !== text && /^x ?\d$/i.test(said);
  return isTimes || termOf(said)?.unit !== undefined || END_SAID.test(foldText(cleanCode(said)));
}

const END_SAID = /^(gia han|gh) (den|toi|het) .*20\d\d/;

const END =
  /^(?:(?:gia han|gh|den|toi|het|ngay|han) )*(?<end>\d{1,2}[/.-]\d{1,2}[/.-]20\d\d)[ .,;!]*$/;

/** The day on which a text lets a renewed licence end: "gia hạn đến 31/12/2028", "31/12/2028"; null: none. */
export function readEnd(text: string): CalendarDate | null {
  const { end } = END.exec(foldText(cleanCode(text)))?.groups ?? {};
  return end === undefined ? null : parseDate(end.replace(/[.-]/g, '/'));
}

/** A number of years: "2", "2 năm", "hai năm", "2.0", "24 tháng"; null: none that can be renewed, or two different ones. */
export function readYears(text: string): number | null {
  const { digits, same, number = '', unit = '', months } = termOf(text) ?? {};
  const count = digits === undefined ? NUMBERS.indexOf(number) + 1 : Number(digits);
  const years = /^[tm]/.test(unit) ? count / 12 : count;
  const isSaidTwice = same !== undefined && NUMBERS.indexOf(same) + 1 !== count;
  if (isSaidTwice || (months !== undefined && Number(months) !== years * 12)) return null;
  return Number.isInteger(years) && years >= 1 && years <= LIMITS.years ? years : null;
}

/** What a payer does, behind its name. */
const PAYS = '( tu)?( (tra|thanh toan|tt|chi tra|ck|chuyen( khoan| tien)?))?( ho| tien| phi)?';

/** Who pays, in other words than those shown. */
const PAYERS: Readonly<Record<PayerKind, RegExp>> = {
  firm: new RegExp(
    `^((cong ty |cty |ben |don vi )?(ktdv|dvkt|dv|dich vu( ke toan)?|ke toan( dich vu| dv)?|kt|dai ly( thue)?|dlt)|firm|accountant|us)${PAYS}$`,
  ),
  owner: new RegExp(
    `^((ben )?(kh|khach( hang)?|dn|doanh nghiep)|chu( doanh nghiep| dn| ho| hkd)?|nnt|owner|customer|client)${PAYS}$`,
  ),
};

/** The payer, as shown or in other words; null: nobody known. */
export function readPayer(
  text: string,
  shown: Readonly<Record<PayerKind, string>>,
): PayerKind | null {
  const folded = foldText(text);
  const kinds = ['firm', 'owner'] as const;
  const isOf = (kind: PayerKind) => foldText(shown[kind]) === folded || PAYERS[kind].test(folded);
  return kinds.find(isOf) ?? null;
}

/**
 * The plans that a text may mean: by code or by name, which may stand behind its product's; several, if several
 * products have one. A longer name is matched before one that it ends with.
 */
export function readPlans(text: string, plans: readonly Plan[]): Plan[] {
  const wanted = compact(text);
  if (wanted === '') return [];
  const fits = plans.map((plan) => {
    const own = namesOf(plan).filter(
      (name) => wanted === name || (name.length >= LEAST_NAME && wanted.endsWith(name)),
    );
    return { plan, size: own.reduce((most, { length }) => Math.max(most, length), 0) };
  });
  const longest = fits.reduce((most, { size }) => Math.max(most, size), 0);
  return longest === 0 ? [] : fits.flatMap(({ plan, size }) => (size === longest ? plan : []));
}

/**
 * Whether the text before the plan's name is the product's: products may have plans of one name. An unknown product is
 * another one.
 */
export function namesProduct(text: string, plan: Plan, product: Product): boolean {
  const wanted = compact(text);
  return namesOf(plan).some((name) => {
    if (!wanted.endsWith(name)) return false;
    const before = wanted.slice(0, wanted.length - name.length);
    const products = namesOf(product);
    return before === '' || before === 'goi' || products.includes(before.replace(/goi$/, ''));
  });
}

/** Whether a text names a product, and no plan of it. */
export function isProduct(text: string, product: Product): boolean {
  return namesOf(product).includes(compact(text).replace(/^(goi|sanpham|phanmem)/, ''));
}

/** A shorter name stands for a plan only alone. */
const LEAST_NAME = 6;

/** Read once, however many lines are compared with them. */
const names = new WeakMap<Plan | Product, readonly string[]>();

function namesOf(sold: Plan | Product): readonly string[] {
  const known = names.get(sold) ?? [sold.code, sold.name.vi, sold.name.en].map(compact);
  names.set(sold, known);
  return known;
}

function compact(text: string): string {
  return foldText(cleanLine(text)).replace(/[^a-z0-9]+/g, '');
}
