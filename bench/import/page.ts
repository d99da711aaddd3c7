import { openSignIn } from '../../widget/api/sign-in.ts';
import { emptyDraft } from '../../widget/ordering/draft/draft.ts';
import { ImportDialog } from '../../widget/ordering/import/import-dialog.ts';
import { registerInner } from '../../widget/register.ts';
import { xlsxFile } from '../../widget/ui/spreadsheet/xlsx-file.ts';

/** Duration of an import's steps, in ms from its start. */
export interface Taken {
  /** Until the first 50 lines have their customers. */
  first: number;
  /** Until all can be taken into the order. */
  all: number;
  /** The longest task of the page; those below 50 ms are not reported, and count as 0. */
  longestTask: number;
  longTasks: number;
}

export type Format = 'xlsx' | 'csv' | 'pasted';

declare global {
  interface Window {
    importing: typeof importing;
  }
}

registerInner(ImportDialog);

const importing = {
  /** Imports a list of these codes by the dialog, as the form does. */
  async run(server: string, token: string, codes: readonly string[], format: Format) {
    const signIn = await openSignIn({
      server,
      fetchTokenNow: () => async () => token,
      fetchTokenReplaced: () => new Promise(() => {}),
      onToken() {},
      onIdentityChanged() {},
      locale: 'vi',
      allTexts: true,
    });
    const source = await sourceOf(codes, format);
    const dialog = document.createElement('renewal-import-dialog');
    Object.assign(dialog, { signIn, draft: emptyDraft('bench') });
    document.body.append(dialog);
    await dialog.updateComplete;
    await settled();
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      tasks.push(...list.getEntries().map(({ duration }) => duration));
    });
    observer.observe({ type: 'longtask' });
    const start = performance.now();
    void dialog.show(source);
    // One of the first 50 lines is the heading.
    const shown = () => dialog.shadowRoot?.querySelectorAll('td.found').length ?? 0;
    const isReady = () =>
      dialog.shadowRoot?.querySelector('button.primary')?.getAttribute('aria-disabled') === 'false';
    const first = await changed(dialog, () => shown() >= 49, start);
    const all = await changed(dialog, isReady, start);
    await settled();
    observer.disconnect();
    dialog.remove();
    return {
      first,
      all,
      longestTask: Math.max(0, ...tasks),
      longTasks: tasks.length,
    } satisfies Taken;
  },
  /** The floor: the same codes looked up in one call, its answer parsed and nothing else. */
  async floor(server: string, token: string, taxCodes: readonly string[]): Promise<number> {
    const start = performance.now();
    const response = await fetch(`${server}/trpc/customers.lookUp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ taxCodes }),
    });
    await response.json();
    return performance.now() - start;
  },
};
window.importing = importing;

/** The time at which a condition holds, seen as soon as the dialog has been drawn anew. */
function changed(dialog: ImportDialog, holds: () => boolean, start: number): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      observer.disconnect();
      resolve(performance.now() - start);
    };
    const observer = new MutationObserver(look);
    observer.observe(dialog.renderRoot, { subtree: true, childList: true, attributes: true });
    look();
  });
}

/** Long tasks are reported after a while. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
}

async function sourceOf(codes: readonly string[], format: Format): Promise<File | string> {
  const rows = [
    ['STT', 'Mã số thuế', 'Tên khách hàng', 'Địa chỉ', 'Số năm', 'Người thanh toán', 'Ghi chú'],
    ...codes.map((code, index) => [
      String(index + 1),
      code,
      `Công ty TNHH Thương mại và Dịch vụ Số ${index + 1}`,
      `Số ${index + 1} Phố Huế, Hà Nội`,
      '1',
      'Khách hàng',
      '',
    ]),
  ];
  if (format === 'xlsx') return new File([await xlsxFile(rows, 'Khách hàng')], 'list.xlsx');
  const text = rows.map((row) => row.map((cell) => `"${cell}"`));
  if (format === 'csv')
    return new File([text.map((row) => row.join(';')).join('\r\n')], 'list.csv');
  return rows.map((row) => row.join('\t')).join('\r\n');
}
