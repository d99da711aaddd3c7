import { formatDate } from '../../../shared/calendar-date.ts';
import { formatDong, formatInteger } from '../../../shared/money.ts';
import { productAndPlan } from '../../../shared/sold-text.ts';
import type { Context } from '../../context/context.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import {
  linesInDoubt,
  linesMeant,
  type Meant,
  type OrderLine,
} from '../../payments/corrections/lines-to-pay.ts';
import { type Choice, FormFault } from './form-input.ts';

/** The choice of all of an order, instead of one line: of another order, it is no choice. */
const wholeOf = (orderId: string) => `whole ${orderId}`;

/** Most lines to choose from; among more, the tax code finds the customer's. */
const MOST_CHOICES = 12;

interface Typed {
  orderId: string;
  taxCode: string;
  /** A line's id, or `wholeOf` the order; empty before there was a choice. */
  choice: string;
}

/**
 * Whose the money is: where it pays one of several lines of an order and nothing tells which, the person has to choose.
 *
 * @param row the suffix of the form's fields, where it has several orders
 * @throws FormFault at the tax code, or at the choice of a line
 */
export async function chosenLines(
  { db }: Context,
  { orderId, taxCode, choice }: Typed,
  money: { memo: string; amount: number },
  row = '',
): Promise<Meant> {
  const lines = await linesMeant(db, orderId, money, { taxCode });
  if (lines.length === 0) {
    const text = `Đơn hàng không có dòng chưa thanh toán nào của MST ${taxCode}.`;
    throw new FormFault('NOT_FOUND', text, { field: `taxCode${row}` });
  }
  if (choice === wholeOf(orderId) && taxCode === '') return {};
  const doubtful = await linesInDoubt(db, lines, money);
  if (choice !== '') {
    if (doubtful.some(({ id }) => id === choice)) return { lineId: choice };
    const text = 'Giấy phép đã chọn không phải của đơn hàng hoặc MST này, hoặc đã được thanh toán.';
    throw new FormFault('NOT_FOUND', text, { field: `taxCode${row}` });
  }
  if (doubtful.length === 0) return taxCode === '' ? {} : { taxCode };
  const text = `Có ${formatInteger(doubtful.length)} giấy phép đúng ${formatDong(money.amount)}: chọn giấy phép được thanh toán${doubtful.length > MOST_CHOICES ? ', hoặc ghi MST khách hàng' : ''}.`;
  throw new FormFault('INVALID_INPUT', text, {
    field: `choice${row}`,
    choices: choicesOf(doubtful, taxCode === '' ? orderId : null),
  });
}

/**
 * A payment's memo, and its amount in dong.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when there is no such payment
 */
export async function moneyOf({ db }: Context, paymentId: string) {
  const money = await db
    .selectFrom('payments')
    .select(['memo', 'amount'])
    .where('id', '=', paymentId)
    .executeTakeFirst();
  if (money === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
  return money;
}

/** @param orderId the order, where its money may be for all of it */
function choicesOf(lines: readonly OrderLine[], orderId: string | null): Choice[] {
  const single = lines.slice(0, MOST_CHOICES).map((line) => ({
    value: line.id,
    label: `${line.customer_name}, MST ${line.tax_code}: ${licenseText(line)}`,
  }));
  // Too little for closed lines does not wait: it would be due back.
  const canWait = lines.some(({ state }) => state === 'awaiting_payment');
  if (orderId === null || !canWait) return single;
  return [...single, { value: wholeOf(orderId), label: 'Cả đơn hàng: chờ phần còn thiếu' }];
}

/** The licence of a line, as operations tell one of a customer's from another. */
export function licenseText(line: OrderLine): string {
  const sold = productAndPlan('vi', {
    product: {
      code: line.product_code,
      name: { vi: line.product_name_vi, en: line.product_name_en },
    },
    plan: { code: line.plan_code, name: { vi: line.plan_name_vi, en: line.plan_name_en } },
    licenseExternalId: line.license_external_id,
    isOneOfSeveral: line.one_of_several === 1,
  });
  return `${sold}, hạn mới ${formatDate(line.new_expiry)}`;
}
