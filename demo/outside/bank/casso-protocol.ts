import { hmacHex } from '../hmac.ts';
import { localTime, type Transfer } from './transfer.ts';

/** Casso's side (developer.casso.vn): webhooks V2, and its list of transfers. Money out is negative. */
export function cassoWebhook(
  account: { name: string; account: string; bin: string },
  transfer: Transfer,
) {
  return {
    error: 0,
    data: {
      id: transfer.id,
      reference: transfer.reference,
      description: transfer.memo,
      amount: signedAmount(transfer),
      runningBalance: transfer.balance,
      transactionDateTime: localTime(transfer.at),
      accountNumber: account.account,
      bankName: account.name,
      bankAbbreviation: 'VCB',
      virtualAccountNumber: '',
      virtualAccountName: '',
      counterAccountName: 'NGUYEN VAN A',
      counterAccountNumber: '8888888888',
      counterAccountBankId: account.bin,
      counterAccountBankName: account.name,
    },
  };
}

/** `t=<ms>,v1=<hex>`, over the time, a point, and the message with its names sorted at every level. */
export function cassoSignature(secret: string, message: unknown, now: number): string {
  const text = JSON.stringify(message, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return `t=${now},v1=${hmacHex('sha512', secret, `${now}.${text}`)}`;
}

/** The answer to `/v2/transactions`, a page at a time. */
export function cassoList(
  transfers: readonly Transfer[],
  query: { fromDate?: string; page?: string; pageSize?: string; sort?: string },
) {
  const page = Number(query.page ?? 1);
  const pageSize = Number(query.pageSize ?? 10);
  const found = transfers
    .filter(({ at }) => localTime(at).slice(0, 10) >= (query.fromDate ?? ''))
    .toSorted((a, b) => (query.sort === 'DESC' ? b.id - a.id : a.id - b.id));
  const records = found.slice((page - 1) * pageSize, page * pageSize).map((transfer) => ({
    id: transfer.id,
    tid: transfer.reference,
    description: transfer.memo,
    amount: signedAmount(transfer),
    cusumBalance: transfer.balance,
    when: localTime(transfer.at),
  }));
  const totalPages = Math.ceil(found.length / pageSize);
  return {
    error: 0,
    message: 'success',
    data: { page, pageSize, totalPages, totalRecords: found.length, records },
  };
}

function signedAmount({ direction, amount }: Transfer): number {
  return direction === 'out' ? -amount : amount;
}
