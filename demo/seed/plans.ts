import { type CalendarDate, partsOf } from '../../shared/calendar-date.ts';
import type { PlanDeclaration, ProductDeclaration } from '../../shared/schemas/catalog.ts';

export const PRODUCTS: readonly ProductDeclaration[] = [
  { code: 'ASP', name: { vi: 'ASP Kế toán', en: 'ASP Accounting' }, active: true },
  { code: 'MEINVOICE', name: { vi: 'meInvoice', en: 'meInvoice' }, active: true },
  { code: 'CKS', name: { vi: 'Chữ ký số', en: 'Digital signature' }, active: true },
];

/** The plans on sale. */
export function makePlans(today: CalendarDate): PlanDeclaration[] {
  return [...accountingPlans(today), ...otherPlans()];
}

/**
 * Plans by fiscal year: one that charges it in full and costs more from the year after next, one that charges by month
 * and may leave a gap, and one for household businesses.
 */
function accountingPlans(today: CalendarDate): PlanDeclaration[] {
  const { year } = partsOf(today);
  const company: PlanDeclaration = {
    code: 'ASP-DN',
    productCode: 'ASP',
    name: { vi: 'ASP Kế toán – DN', en: 'ASP Accounting – Enterprise' },
    termRule: 'fiscal_year',
    vatRate: 'KCT',
    active: true,
    customerKinds: ['company', 'branch'],
    commitmentDays: 60,
    prices: [
      { fromFiscalYear: 2020, pricePerYear: 2_950_000 },
      { fromFiscalYear: year + 2, pricePerYear: 3_150_000 },
    ],
  };
  return [
    company,
    {
      ...company,
      code: 'ASP-DN-THANG',
      name: { vi: 'ASP Kế toán – DN theo tháng', en: 'ASP Accounting – Enterprise by month' },
      proration: 'month',
      allowsGap: true,
      prices: [{ fromFiscalYear: 2020, pricePerYear: 3_300_000 }],
    },
    {
      ...company,
      code: 'ASP-HKD',
      name: { vi: 'ASP Kế toán – HKD', en: 'ASP Accounting – Household' },
      customerKinds: ['household'],
      commitmentDays: 30,
      prices: [{ fromFiscalYear: 2020, pricePerYear: 1_200_000 }],
    },
  ];
}

/** One sold by user, and one that runs from anniversary to anniversary. */
function otherPlans(): PlanDeclaration[] {
  return [
    {
      code: 'MEINVOICE-ND',
      productCode: 'MEINVOICE',
      name: { vi: 'meInvoice Chuyên nghiệp', en: 'meInvoice Professional' },
      termRule: 'fiscal_year',
      vatRate: 'KCT',
      active: true,
      proration: 'month',
      perUser: true,
      prices: [{ fromFiscalYear: 2020, pricePerYear: 480_000 }],
    },
    {
      code: 'CKS-1',
      productCode: 'CKS',
      name: { vi: 'Chữ ký số doanh nghiệp', en: 'Business digital signature' },
      termRule: 'anniversary',
      vatRate: '8%',
      active: true,
      prices: [{ fromFiscalYear: 2020, pricePerYear: 1_250_000 }],
    },
  ];
}
