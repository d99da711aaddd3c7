import type { RowProblem } from '../../shared/error-codes.ts';
import {
  daysGained,
  defaultFiscalYear,
  fiscalYearChoices,
  isDue,
  type RenewalSituation,
  renewedExpiry,
  SHORT_GAIN_DAYS,
} from '../../shared/license-term.ts';
import { LIMITS } from '../../shared/limits.ts';
import { firstDayOf, gapBefore, renewedTerm } from '../../shared/renewed-term.ts';
import type { Plan, Product } from '../../shared/schemas/catalog.ts';
import type { Customer, License } from '../../shared/schemas/customer.ts';
import type { PlaceOrderInput } from '../../shared/schemas/order.ts';
import type { QuoteOrderInput, Quote as WireQuote } from '../../shared/schemas/quote.ts';
import type { WhoAmI } from '../../shared/schemas/sign-in.ts';
import { foldText } from '../../shared/search-text.ts';
import { taxCodeCandidates, taxCodeKind } from '../../shared/tax-code.ts';
import { FakeServer, Refusal } from './fake-server.ts';

/** A quote as the server itself types it. */
type Quote = Omit<WireQuote, 'problems'> & { problems: RowProblem[] };

type QuotedLine = Quote['lines'][number];

export const TODAY = '2026-11-23';

export const WHO_AM_I: WhoAmI = {
  portal: { id: 'portal-1', name: 'Cổng kế toán' },
  firm: { id: 'firm-1', name: 'Công ty Dịch vụ Kế toán An Tâm' },
  accountant: {
    id: 'accountant-1',
    name: 'Nguyễn Thị Lan',
    email: 'lan@antam.example',
    phone: '0912345678',
  },
  today: TODAY,
};

export const PRODUCT: Product = {
  id: '00000000-0000-4000-8000-00000000dddd',
  code: 'ASP',
  name: { vi: 'ASP Kế toán', en: 'ASP Accounting' },
};

export const YEARLY: Plan = {
  id: '00000000-0000-4000-8000-00000000aaaa',
  code: 'STANDARD',
  name: { vi: 'Gói Tiêu chuẩn', en: 'Standard plan' },
  termRule: 'fiscal_year',
  vatRate: 'KCT',
  commitmentDays: 0,
  minimumGain: 31,
  customerKinds: ['company', 'household', 'branch'],
  proration: 'none',
  lapsed: 'optional',
  productId: PRODUCT.id,
  perUser: false,
  allowsGap: false,
};

export const ANNIVERSARY: Plan = {
  id: '00000000-0000-4000-8000-00000000bbbb',
  code: 'ANNUAL',
  name: { vi: 'Gói Theo năm', en: 'Annual plan' },
  termRule: 'anniversary',
  vatRate: '10%',
  commitmentDays: 0,
  minimumGain: 31,
  customerKinds: ['company', 'household', 'branch'],
  proration: 'none',
  lapsed: 'optional',
  productId: PRODUCT.id,
  perUser: false,
  allowsGap: false,
};

const SIGNATURES: Product = {
  id: '00000000-0000-4000-8000-00000000eeee',
  code: 'CKS',
  name: { vi: 'Chữ ký số', en: 'Digital signature' },
};

/** A plan of another product, sold by user, and charged by month. */
export const BY_USER: Plan = {
  ...YEARLY,
  id: '00000000-0000-4000-8000-00000000cccc',
  code: 'BY-USER',
  name: { vi: 'Gói Người dùng', en: 'User plan' },
  productId: SIGNATURES.id,
  proration: 'month',
  perUser: true,
  allowsGap: true,
};

const PLANS = [YEARLY, ANNIVERSARY, BY_USER];

export const PRICE = 1_200_000;

/** Takes a tenth off. */
export const CODE = 'GIAM10';

/** The nth valid tax code, leading zero and all. */
export function taxCode(n: number): string {
  let found = 0;
  for (let stem = 10_100_001; ; stem++) {
    const nine = String(stem).padStart(9, '0');
    const code = Array.from({ length: 10 }, (_, digit) => `${nine}${digit}`).find(
      (candidate) => taxCodeKind(candidate) !== null,
    );
    if (code !== undefined && found++ === n) return code;
  }
}

/** Customers of one firm: the first four have a fiscal year of each start, the fifth has no licence. */
export function customersOf(count: number): Customer[] {
  let stem = 10_100_001;
  const nextCode = (): string => {
    for (;;) {
      const nine = String(stem++).padStart(9, '0');
      for (let digit = 0; digit < 10; digit++) {
        if (taxCodeKind(`${nine}${digit}`) !== null) return `${nine}${digit}`;
      }
    }
  };
  return Array.from({ length: count }, (_, index) => ({
    id: uuid(index + 1),
    taxCode: nextCode(),
    externalId: `KH-${index + 1}`,
    formerTaxCodes: [],
    name: index === 0 ? 'Công ty TNHH Đại Phát' : `Công ty Cổ phần Số ${index + 1}`,
    address: `Số ${index + 1} Phố Huế, Hà Nội`,
    email: `kh${index + 1}@example.vn`,
    contactName: 'Trần Văn Bình',
    phone: '',
    kind: 'company',
    fiscalYearStart: startOf(index),
    licenses:
      index === 4
        ? []
        : [
            licenseOf(index === 1 ? '2026-06-30' : '2026-12-31', {
              id: uuid(10_000 + index),
              fiscalYearStart: startOf(index),
            }),
          ],
  }));
}

function startOf(index: number): Customer['fiscalYearStart'] {
  return ([1, 4, 7, 10] as const)[index % 4] ?? 1;
}

/** A licence of the yearly plan, as the server returns it today. */
export function licenseOf(
  expiry: string,
  { id = uuid(10_000), fiscalYearStart = 1 as Customer['fiscalYearStart'] } = {},
): License {
  const situation = { presentExpiry: expiry, today: TODAY, fiscalYearStart, minimumGain: 31 };
  return {
    id,
    externalId: null,
    product: PRODUCT,
    planId: YEARLY.id,
    plan: { code: YEARLY.code, name: YEARLY.name },
    quantity: 1,
    isInForce: expiry >= TODAY,
    expiry,
    temporaryExpiry: null,
    next: null,
    renewal: {
      planId: YEARLY.id,
      plan: { code: YEARLY.code, name: YEARLY.name },
      quantity: 1,
    },
    isDue: isDue(expiry, TODAY),
    defaultYear: defaultFiscalYear(situation),
  };
}

/** A licence of the plan sold by user. */
export function userLicenseOf(expiry: string, id: string, quantity: number): License {
  const { code, name } = BY_USER;
  const renewal = { planId: BY_USER.id, plan: { code, name }, quantity };
  return { ...licenseOf(expiry, { id }), product: SIGNATURES, ...renewal, renewal };
}

/** A quote's facts about a line besides its price. */
export function effectOf(
  presentExpiry: string,
  newExpiry: string,
  fiscalYearStart: Customer['fiscalYearStart'] = 1,
  plan: Plan = YEARLY,
): Omit<QuotedLine, 'row' | keyof WireQuote['totals'] | 'vatRate' | 'presentExpiry' | 'newExpiry'> {
  const situation: RenewalSituation = {
    presentExpiry,
    today: TODAY,
    fiscalYearStart,
    minimumGain: plan.minimumGain,
  };
  const days = daysGained(presentExpiry, newExpiry, TODAY);
  const years = plan.termRule === 'anniversary' ? [] : fiscalYearChoices(situation);
  return {
    licenseId: uuid(10_000),
    product: { code: PRODUCT.code, name: PRODUCT.name },
    planId: plan.id,
    quantity: 1,
    presentQuantity: 1,
    plan: { code: plan.code, name: plan.name },
    presentPlan: { code: YEARLY.code, name: YEARLY.name },
    changesPlan: plan !== YEARLY,
    daysGained: days,
    firstDay: firstDayOf(situation, defaultFiscalYear(situation).fiscalYear),
    gap: null,
    until: null,
    parts: [],
    untilRange: null,
    warnings: warningsOf(newExpiry, days),
    defaultYear: plan.termRule === 'anniversary' ? null : defaultFiscalYear(situation),
    choices: years.map((fiscalYear) => {
      const choice = { termRule: 'fiscal_year', firstFiscalYear: fiscalYear, years: 1 } as const;
      const { firstDay, lastDay, daysGained } = renewedTerm(situation, choice);
      const whole = { charged: null, list: PRICE };
      return { fiscalYear, daysGained, firstDay, newExpiry: lastDay, ...whole };
    }),
  };
}

function warningsOf(newExpiry: string, days: number): QuotedLine['warnings'] {
  if (newExpiry < TODAY) return [{ code: 'EXPIRY_PASSED', days: null, fiscalYear: null }];
  return days < SHORT_GAIN_DAYS ? [{ code: 'SHORT_GAIN', days, fiscalYear: null }] : [];
}

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** A server with these customers, which prices and places orders by the shared rules. */
export function serverOf(customers: Customer[]): FakeServer {
  const placed = new Map<string, PlaceOrderInput>();
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  const byCode = new Map(customers.map((customer) => [customer.taxCode, customer]));
  return new FakeServer()
    .on('signIn.whoAmI', () => WHO_AM_I)
    .on('reminders.choice', () => ({ mails: true, firm: true }))
    .on('catalog.plans', () => [YEARLY, ANNIVERSARY])
    .on('customers.search', ({ query }) => {
      const words = foldText(query).split(' ');
      const found = customers.filter((customer) =>
        words.every((word) => foldText(`${customer.taxCode} ${customer.name}`).includes(word)),
      );
      const { pageSize } = LIMITS;
      return {
        customers: found.slice(0, pageSize),
        nextCursor: found.length > pageSize ? String(pageSize) : null,
      };
    })
    .on('customers.lookUp', ({ taxCodes }) => ({
      results: taxCodes.map((text) => {
        const read = taxCodeCandidates(text);
        const customer = [
          ...read.map((code) => byCode.get(code)),
          customers.find(({ externalId }) => externalId === text),
        ].find(Boolean);
        if (customer) return { outcome: 'found', taxCode: text, customer, formerTaxCode: null };
        return { outcome: read.length > 0 ? 'unknown' : 'invalid', taxCode: text };
      }),
    }))
    .on('customers.lookUpNames', ({ names }) => ({
      results: names.map((name) => {
        const alike = customers.filter((each) => foldText(each.name) === foldText(name));
        const [customer] = alike;
        if (customer === undefined) return { outcome: 'unknown', name };
        if (alike.length === 1) return { outcome: 'found', name, customer };
        return {
          ...({ outcome: 'several', name, count: alike.length } as const),
          customers: alike.slice(0, LIMITS.namedAlike),
        };
      }),
    }))
    .on('customers.lookUpLicenses', ({ externalIds }) => ({
      results: externalIds.map((externalId) => {
        for (const customer of customers) {
          const own = customer.licenses.find((license) => license.externalId === externalId);
          if (own) return { outcome: 'found', externalId, customer, licenseId: own.id };
        }
        return { outcome: 'unknown', externalId };
      }),
    }))
    .on('orders.quote', (input) => quote(byId, input))
    .on('orders.place', (input) => {
      const { totals, codeProblem } = quote(byId, input);
      if (codeProblem) throw new Refusal({ code: 'CODE_REJECTED', codeProblem });
      if (totals.total !== input.confirmedTotal) {
        throw new Refusal({ code: 'PRICE_CHANGED', total: totals.total });
      }
      placed.set(input.requestId, input);
      const number = [...placed.keys()].indexOf(input.requestId) + 1;
      return { id: uuid(900_000 + number), number: `DH${String(number).padStart(6, '0')}` };
    });
}

/** The answer of {@link serverOf} to a quote. */
export function quoteOf(customers: readonly Customer[], input: QuoteOrderInput): Quote {
  return quote(new Map(customers.map((customer) => [customer.id, customer])), input);
}

function quote(
  byId: ReadonlyMap<string, Customer>,
  { lines, discountCode }: Pick<QuoteOrderInput, 'lines' | 'discountCode'>,
): Quote {
  const hasCode = discountCode?.toUpperCase() === CODE;
  const priced = lines.map((line, row): Quote['lines'][number] => {
    const customer = byId.get(line.customerId);
    const license = customer?.licenses.find(({ id }) => id === line.licenseId);
    const expiry = license?.expiry ?? TODAY;
    const fiscalYearStart = customer?.fiscalYearStart ?? 1;
    const plan = PLANS.find(({ id }) => id === line.planId) ?? YEARLY;
    const term = { ...line, termRule: plan.termRule, fiscalYearStart };
    const newExpiry = renewedExpiry(term, expiry, TODAY);
    const presentQuantity = license?.renewal.quantity ?? 1;
    const quantity = plan.perUser ? (line.quantity ?? presentQuantity) : 1;
    const situation = { ...plan, presentExpiry: expiry, today: TODAY, fiscalYearStart };
    const firstDay = firstDayOf(situation, line.firstFiscalYear);
    const list = PRICE * line.years * quantity;
    const discount = hasCode ? list / 10 : 0;
    const net = list - discount;
    return {
      row,
      list,
      discount,
      net,
      vat: 0,
      total: net,
      vatRate: 'KCT',
      presentExpiry: expiry,
      newExpiry,
      ...effectOf(expiry, newExpiry, fiscalYearStart, plan),
      ...(license ? presentOf(license, plan) : {}),
      ...(plan.termRule === 'fiscal_year' ? { firstDay, gap: gapBefore(firstDay, situation) } : {}),
      quantity,
      presentQuantity,
      until: line.until ?? null,
    };
  });
  const sumOf = (part: 'list' | 'discount' | 'net') =>
    priced.reduce((sum, line) => sum + line[part], 0);
  const [list, discount, net] = [sumOf('list'), sumOf('discount'), sumOf('net')];
  return {
    today: TODAY,
    lines: priced,
    problems: [],
    discountRate: 0,
    volumeKeptBack: 0,
    discounts: hasCode ? [{ kind: 'code', code: CODE, amount: discount }] : [],
    codeProblem: discountCode && !hasCode ? 'CODE_UNKNOWN' : null,
    totals: { list, discount, net, vat: 0, total: net },
  };
}

function presentOf({ id, product, renewal }: License, plan: Plan) {
  return {
    licenseId: id,
    product: { code: product.code, name: product.name },
    presentPlan: renewal.plan,
    changesPlan: renewal.planId !== plan.id,
  };
}

/** The default first fiscal year of this customer's row. */
export function firstYearOf({ licenses: [license] }: Customer): number {
  return license?.defaultYear.fiscalYear ?? 0;
}
