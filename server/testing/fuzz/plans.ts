import type { PlanDeclaration, ProductDeclaration } from '../../../shared/schemas/catalog.ts';

/** Plans of every rule: by year in full, by month, by user, with gaps, from an anniversary. */
const plan = (code: string, change: Partial<PlanDeclaration> = {}): PlanDeclaration => ({
  code,
  name: { vi: `Gói ${code}`, en: `Plan ${code}` },
  termRule: 'fiscal_year',
  vatRate: 'KCT',
  active: true,
  prices: [{ fromFiscalYear: 2020, pricePerYear: 2_950_000 }],
  ...change,
});

export const PLANS: PlanDeclaration[] = [
  plan('ASP-DN', { commitmentDays: 30 }),
  plan('BY-MONTH', { proration: 'month', vatRate: '8%' }),
  plan('BY-USER', { perUser: true, vatRate: '10%', productCode: 'users' }),
  plan('GAPS', { allowsGap: true, lapsed: 'required', productCode: 'users' }),
  plan('LUU-TRU', { termRule: 'anniversary', vatRate: '0%', productCode: 'storage' }),
];

export const PRODUCTS: ProductDeclaration[] = ['users', 'storage'].map((code) => ({
  code,
  name: { vi: `Sản phẩm ${code}`, en: `Product ${code}` },
  active: true,
}));
