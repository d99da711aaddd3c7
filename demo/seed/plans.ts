import { type CalendarDate, partsOf } from '../../shared/calendar-date.ts';
import type { PlanDeclaration } from '../../shared/schemas/catalog.ts';

/**
 * The plans on sale; the first costs more from the year after next. It is for companies and their branches, the second
 * for household businesses, the third for everybody.
 */
export function makePlans(today: CalendarDate): PlanDeclaration[] {
  const { year } = partsOf(today);
  return [
    {
      code: 'ASP-DN',
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
    },
    {
      code: 'ASP-HKD',
      name: { vi: 'ASP Kế toán – HKD', en: 'ASP Accounting – Household' },
      termRule: 'fiscal_year',
      vatRate: 'KCT',
      active: true,
      customerKinds: ['household'],
      commitmentDays: 30,
      prices: [{ fromFiscalYear: 2020, pricePerYear: 1_200_000 }],
    },
    {
      code: 'ASP-LUU-TRU',
      name: { vi: 'ASP Lưu trữ', en: 'ASP Storage' },
      termRule: 'anniversary',
      vatRate: '8%',
      active: true,
      prices: [{ fromFiscalYear: 2020, pricePerYear: 890_000 }],
    },
  ];
}
