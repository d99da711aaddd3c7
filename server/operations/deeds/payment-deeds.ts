import * as z from 'zod/mini';
import { formatDong, sumDong } from '../../../shared/money.ts';
import { idSchema, requiredTextSchema, textSchema } from '../../../shared/schemas/common.ts';
import type { Context } from '../../context/context.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { joinPayment } from '../../payments/corrections/join-payment.ts';
import { separatePayment, separateReport } from '../../payments/corrections/separate-payment.ts';
import { setAsidePayment, takeBackPayment } from '../../payments/corrections/set-aside.ts';
import {
  MOST_PARTS,
  type Part,
  repeatedPart,
  splitPayment,
} from '../../payments/corrections/split-payment.ts';
import { unassignPayment } from '../../payments/corrections/unassign-payment.ts';
import { bankKey } from '../../payments/settlement/same-movement.ts';
import { chosenLines, moneyOf } from './chosen-lines.ts';
import { FormFault, orderByNumber, parse } from './form-input.ts';

type Deed = (context: Context, operator: string, form: unknown) => Promise<void>;

const checked = { checked: z.literal('yes') };
const paymentSchema = z.object({ paymentId: idSchema, ...checked });
const joinSchema = z.extend(paymentSchema, {
  ofPaymentId: z.optional(idSchema),
  number: z.optional(textSchema(100)),
});
const asideSchema = z.extend(paymentSchema, { note: requiredTextSchema(200) });
const reportSchema = z.object({ reportId: idSchema, ...checked });

/** A person's decisions about unapplied money: its owner, and whether it came twice. */
export const PAYMENT_DEEDS: Record<string, Deed> = {
  'payments/join': async (context, operator, form) => {
    const { paymentId, ofPaymentId, number } = parse(joinSchema, form);
    const of = ofPaymentId ?? (await paymentByNumber(context, paymentId, number ?? ''));
    await joinPayment(context, operator, { paymentId, ofPaymentId: of });
  },
  'payments/separate': (context, operator, form) =>
    separatePayment(context, operator, parse(paymentSchema, form)),
  'reports/separate': (context, operator, form) =>
    separateReport(context, operator, parse(reportSchema, form)),
  'payments/set-aside': (context, operator, form) => {
    const { paymentId } = parse(z.object({ paymentId: idSchema }), form);
    const input = asideSchema.safeParse(form);
    if (!input.success) throw new FormFault('INVALID_INPUT', noteFault(form));
    return setAsidePayment(context, operator, { paymentId, note: input.data.note });
  },
  'payments/take-back': (context, operator, form) =>
    takeBackPayment(context, operator, parse(paymentSchema, form)),
  'payments/unassign': (context, operator, form) =>
    unassignPayment(context, operator, parse(paymentSchema, form)),
  'payments/split': async (context, operator, form) => {
    const { paymentId } = parse(paymentSchema, form);
    const parts = await partsOf(context, paymentId, form as Record<string, unknown>);
    await splitPayment(context, operator, { paymentId, parts });
  },
};

function noteFault(form: unknown): string {
  const isChecked = z.object(checked).safeParse(form).success;
  return isChecked ? 'Hãy ghi chú khoản tiền này là gì.' : 'Hãy xác nhận đã kiểm tra.';
}

/** Finds a payment by the reporter's or the bank's number; among several with that number, by the same amount. */
async function paymentByNumber({ db }: Context, paymentId: string, typed: string): Promise<string> {
  if (typed === '') throw new FormFault('INVALID_INPUT', 'Hãy ghi mã của khoản đã ghi nhận.');
  const found = await db
    .selectFrom('payments')
    .select('id')
    .where('id', '<>', paymentId)
    .where('split_of', 'is', null)
    .where((where) =>
      where.or([
        where('gateway_transaction_id', '=', typed),
        where('bank_key', '=', bankKey(typed) ?? typed),
      ]),
    )
    .limit(2)
    .execute();
  const [payment, another] = found;
  if (payment === undefined) throw new FormFault('NOT_FOUND', `Không có khoản nào có mã ${typed}.`);
  if (another !== undefined) {
    throw new FormFault('NOT_FOUND', `Có nhiều khoản có mã ${typed}. Hãy ghi mã giao dịch khác.`);
  }
  return payment.id;
}

/** A row of the form that splits money, with the number of the row. */
interface PartRow {
  row: number;
  orderId: string;
  amount: number;
  taxCode: string;
  choice: string;
}

async function partsOf(
  context: Context,
  paymentId: string,
  form: Record<string, unknown>,
): Promise<Part[]> {
  const payment = await moneyOf(context, paymentId);
  const rows = await rowsOf(context, form);
  assertSum(rows, payment.amount);
  const parts: Part[] = [];
  for (const { row, orderId, amount, ...typed } of rows) {
    const money = { memo: payment.memo, amount };
    parts.push({
      ...{ orderId, amount },
      ...(await chosenLines(context, { orderId, ...typed }, money, `${row}`)),
    });
  }
  const repeated = rows[repeatedPart(parts)];
  if (repeated !== undefined) {
    const text = `Dòng ${repeated.row}: đơn hàng này đã ghi ở dòng trên; hai dòng của một đơn hàng phải ghi MST của hai khách hàng.`;
    throw new FormFault('INVALID_INPUT', text, { field: `orderNumber${repeated.row}` });
  }
  return parts;
}

async function rowsOf(context: Context, form: Record<string, unknown>): Promise<PartRow[]> {
  const rows: PartRow[] = [];
  for (let row = 1; row <= MOST_PARTS; row++) {
    const [numberField, amountField] = [`orderNumber${row}`, `amount${row}`];
    const [number, amount] = [textOf(form[numberField]), textOf(form[amountField])];
    const taxCode = textOf(form[`taxCode${row}`]);
    if (number === '' && amount === '' && taxCode === '') continue;
    if (number === '' || amount === '') {
      const field = number === '' ? numberField : amountField;
      throw new FormFault('INVALID_INPUT', `Dòng ${row}: ghi cả số đơn hàng và số tiền.`, {
        field,
      });
    }
    const known = textOf(form[`knownNumber${row}`]) === number ? textOf(form[`orderId${row}`]) : '';
    const orderId = known || (await orderByNumber(context, number, numberField));
    if (!idSchema.safeParse(orderId).success) throw new DomainError('INVALID_INPUT');
    const choice = textOf(form[`choice${row}`]);
    rows.push({ row, orderId, amount: dongOf(amount, row), taxCode, choice });
  }
  return rows;
}

function assertSum(rows: readonly PartRow[], whole: number): void {
  if (rows.length < 2) {
    const field = rows[0]?.row === 1 ? 'orderNumber2' : 'orderNumber1';
    throw new FormFault('INVALID_INPUT', 'Chia thành ít nhất hai phần.', { field });
  }
  const sum = sumDong(rows.map(({ amount }) => amount));
  if (sum === whole) return;
  const text = `Tổng các phần là ${formatDong(sum)}, khoản đã nhận là ${formatDong(whole)}.`;
  throw new FormFault('INVALID_INPUT', text, { field: `amount${rows.at(-1)?.row}` });
}

/** An amount as people write it: with dots, commas or blanks between thousands, and a sign after it. */
function dongOf(typed: string, row: number): number {
  const digits = typed.replace(/[.,\s_]|₫|đ|VND/giu, '');
  if (!/^\d{1,12}$/.test(digits) || Number(digits) === 0) {
    const text = `Dòng ${row}: «${typed}» không phải số tiền.`;
    throw new FormFault('INVALID_INPUT', text, { field: `amount${row}` });
  }
  return Number(digits);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 50) : '';
}
