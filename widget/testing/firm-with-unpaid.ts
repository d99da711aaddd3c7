import { setViewport } from '@web/test-runner-commands';
import type { UnpaidLine } from '../../shared/schemas/unpaid.ts';
import { foldText } from '../../shared/search-text.ts';
import type { RenewalOrders } from '../renewal-orders.ts';
import type { FakeServer } from './fake-server.ts';
import { serverOf, uuid } from './firm.ts';
import { replaceClipboard, rowsOf } from './firm-with-orders.ts';
import { NOW, orderOf } from './orders.ts';
import { connected, deepQuery, deepQueryAll, eventually, type, visibleText } from './page.ts';
import { unpaidLineOf } from './unpaid.ts';

/** A firm with 60 unpaid lines at the beginning of each test, which may replace them. */
export interface FirmWithUnpaidLines {
  server: FakeServer;
  stored: UnpaidLine[];
  /** The copied texts; the test runner's page has no clipboard of its own. */
  clipboard: string[];
  /** The element with its list of unpaid lines. */
  list(): Promise<RenewalOrders>;
}

/** To be called once, in the file of the tests. */
export function firmWithUnpaidLines(): FirmWithUnpaidLines {
  const writeText = Object.getOwnPropertyDescriptor(Clipboard.prototype, 'writeText');
  const firm = {} as FirmWithUnpaidLines;

  beforeEach(() => {
    firm.stored = Array.from({ length: 60 }, (_, index) => unpaidLineOf(index + 1));
    firm.clipboard = [];
    replaceClipboard(async (text) => void firm.clipboard.push(text));
    firm.server = serverWith(firm).install();
  });

  afterEach(async () => {
    for (const element of document.querySelectorAll('renewal-orders')) element.remove();
    firm.server.restore();
    if (writeText) Object.defineProperty(Clipboard.prototype, 'writeText', writeText);
    await setViewport({ width: 800, height: 600 });
  });

  firm.list = async () => {
    const orders = connected('renewal-orders', firm.server, { view: 'unpaid' });
    await eventually(() => rowsOf(orders).length > 0, 'the unpaid lines');
    return orders;
  };
  return firm;
}

export function tickAll(orders: Element): HTMLInputElement {
  return deepQuery<HTMLInputElement>(orders, '#all') as HTMLInputElement;
}

export function ticks(orders: Element): HTMLInputElement[] {
  return deepQueryAll<HTMLInputElement>(orders, 'tbody input[type=checkbox]');
}

/** The first button with this text that can be pressed. */
export function named(orders: Element, name: string): HTMLButtonElement | undefined {
  return deepQueryAll<HTMLButtonElement>(orders, 'button').find(
    (found) => visibleText(found) === name && found.checkVisibility(),
  );
}

export function filterBy(orders: Element, name: 'payer' | 'search', value: string): void {
  if (name === 'search') type(deepQuery(orders, 'input[type=search]') as HTMLInputElement, value);
  const payer = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
  payer.value = name === 'payer' ? value : payer.value;
  if (name === 'payer') payer.dispatchEvent(new Event('change'));
}

function serverWith(firm: FirmWithUnpaidLines): FakeServer {
  return serverOf([])
    .on('orders.list', () => ({ orders: [], nextCursor: null }))
    .on('orders.get', ({ orderId }) => orderOf(['awaiting_payment'], { id: orderId }))
    .on('paymentLinks.list', () => [])
    .on('paymentLinks.create', ({ orderId, lineId = null }) => ({
      ...{ id: uuid(600), orderId, lineId, url: 'https://renewal.test/pay/1', createdAt: NOW },
      ...{ expiresAt: NOW, revokedAt: null, sentAt: null, sentTo: null, openedAt: null },
    }))
    .on('unpaid.list', ({ filter, cursor, limit = 20, sort, descending }) => {
      const found = firm.stored.filter(
        (line) =>
          (filter.lineIds?.includes(line.lineId) ?? true) &&
          (!filter.payer || line.payer === filter.payer) &&
          (!filter.withoutEmail || line.email === '' || line.isEmailRefused) &&
          foldText(`${line.customer.name} ${line.orderNumber}`).includes(
            foldText(filter.query ?? ''),
          ),
      );
      if (sort === 'amount') found.sort((a, b) => a.amount - b.amount);
      if (descending) found.reverse();
      const from = cursor ? found.findIndex(({ lineId }) => lineId === cursor) + 1 : 0;
      const lines = found.slice(from, from + limit);
      const isMore = found.length > from + limit;
      const due = found.reduce((sum, line) => sum + line.amount - line.received, 0);
      const orders = new Set(found.map(({ orderId }) => orderId)).size;
      return {
        lines,
        nextCursor: isMore ? (lines.at(-1)?.lineId ?? null) : null,
        totals: cursor ? null : { lines: found.length, orders, due },
      };
    })
    .on('unpaid.previewReminders', ({ lineIds, again }) => {
      const lines = linesOf(firm, lineIds);
      const sendable = lines.filter((line) => reasonOf(line, again) === null);
      return {
        mails: sendable.map(({ lineId, email, customer }) => ({
          ...{ email, name: customer.name, lineIds: [lineId] },
        })),
        skipped: skippedOf(lines, again),
        sample: sendable[0]
          ? { to: sendable[0].email, subject: 'Cần thanh toán', text: 'Kính gửi Quý khách' }
          : null,
      };
    })
    .on('unpaid.remind', ({ lineIds, again }) => {
      const lines = linesOf(firm, lineIds);
      const sent = lines.filter((line) => reasonOf(line, again) === null);
      const ids = new Set(sent.map(({ lineId }) => lineId));
      const skipped = skippedOf(lines, again);
      firm.stored = firm.stored.map((line) =>
        ids.has(line.lineId) ? { ...line, reminder: { at: NOW, times: 1 } } : line,
      );
      return { sent: sent.map(({ lineId, email }) => ({ lineId, email })), skipped };
    })
    .on('unpaid.changePayers', ({ lineIds, payer }) => {
      const changed = linesOf(firm, lineIds).flatMap((line) =>
        line.payer === payer ? [] : line.lineId,
      );
      const skipped = lineIds
        .filter((lineId) => !changed.includes(lineId))
        .map((lineId) => ({ lineId, reason: 'unchanged' as const }));
      firm.stored = firm.stored.map((line) =>
        changed.includes(line.lineId) ? { ...line, payer } : line,
      );
      return { changed, skipped };
    })
    .on('unpaid.postpone', ({ orderIds, dueDate }) => {
      const [refused = '', ...postponed] = orderIds;
      firm.stored = firm.stored.map((line) =>
        postponed.includes(line.orderId) ? { ...line, dueDate } : line,
      );
      return {
        postponed,
        skipped: [{ orderId: refused, reason: 'too_late' as const, until: '2027-01-01' }],
      };
    })
    .on('unpaid.makeLinks', ({ lineIds }) => ({
      links: lineIds.map((lineId) => ({
        lineId,
        url: `https://renewal.test/pay/${lineId.slice(-4)}`,
      })),
    }));
}

function linesOf({ stored }: FirmWithUnpaidLines, lineIds: readonly string[]): UnpaidLine[] {
  const ids = new Set(lineIds);
  return stored.filter(({ lineId }) => ids.has(lineId));
}

function reasonOf(line: UnpaidLine, again: boolean) {
  if (line.payer === 'firm') return 'firm_pays' as const;
  if (line.email === '') return 'no_email' as const;
  if (line.isEmailRefused) return 'email_refused' as const;
  return line.reminder && !again ? ('asked_today' as const) : null;
}

function skippedOf(lines: readonly UnpaidLine[], again: boolean) {
  return lines.flatMap((line) => {
    const reason = reasonOf(line, again);
    return reason ? [{ lineId: line.lineId, reason }] : [];
  });
}
