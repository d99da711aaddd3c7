import { foldText } from '../../../../shared/search-text.ts';
import { taxCodeCandidates } from '../../../../shared/tax-code.ts';
import type { SignIn } from '../../../api/sign-in.ts';
import { ANNIVERSARY, customersOf, WHO_AM_I, YEARLY } from '../../../testing/firm.ts';
import { emptyDraft } from '../../draft/draft.ts';
import { ImportList } from '../import-list.ts';
import { openFile } from '../open-file.ts';
import type { SheetLine } from '../xlsx/collected-lines.ts';

/** The firm's customers who have a licence. */
export const customers = customersOf(20).filter(({ licenses }) => licenses.length > 0);
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
export const signIn = {
  plans: [YEARLY, ANNIVERSARY],
  whoAmI: WHO_AM_I,
  t: (key: string) => TEXTS[key] ?? key,
  api: { customers: { lookUp: { query: lookUp }, lookUpNames: { query: lookUpNames } } },
} as unknown as SignIn;

/** The result of a file: its rows as "customer years payer", and the lines left to mend. */
export async function rowsOf(content: BlobPart): Promise<{ rows: string[]; left: string[] }> {
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
