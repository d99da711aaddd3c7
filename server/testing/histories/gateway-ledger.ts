import { compactInstant } from '../../../shared/calendar-date.ts';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { payosOrderCode, payosReference } from '../../payments/gateways/payos.ts';
import {
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  REFUND_ANSWER_FIELDS,
  vnpayChecksum,
} from '../../payments/gateways/vnpay/vnpay-signature.ts';
import { bankTime, type FakeGateways, MOMO, payosAnswer } from '../gateways/fake-gateways.ts';
import { mangledMemo } from '../gateways/gateway-messages.ts';
import { VNPAY_SECRET, VNPAY_TMN_CODE } from '../test-server.ts';

/** Money that a payer has given to a gateway or the bank, whether reported or not. */
export interface Charge {
  method: PaymentMethod;
  reference: string;
  amount: number;
  transaction: number;
  outcome: 'paid' | 'suspected_fraud';
  at: number;
}

/**
 * made: at once; pending: accepted, and made at a later request; lost: made, but the answer is lost; silent: not made,
 * and no answer; refused: not made.
 */
export type RefundCourse = 'made' | 'pending' | 'lost' | 'silent' | 'refused';

type Body = Record<string, unknown>;

/** A refund; `named` as requested. */
interface PaidBack {
  named: string;
  transaction: number;
  amount: number;
}

/** The books of the gateways and the bank, on which their answers are based: the truth about money. */
export class GatewayLedger {
  readonly charges = new Map<number, Charge>();
  /** References about which the gateway answers nothing. */
  readonly silentAbout = new Set<string>();
  /** The course of a refund of a transaction. */
  readonly courses = new Map<number, RefundCourse>();
  /** Refunds by the end of their id, which fits into every gateway's fields. */
  readonly #paidBack = new Map<string, PaidBack>();
  /** Pending: made when it is asked about, or requested, again. */
  readonly #accepted = new Map<string, PaidBack>();
  #told: Charge[] = [];

  constructor({ answers }: FakeGateways) {
    answers.set('/momo/v2/gateway/api/query', (body: Body) => this.#momoQuery(body));
    answers.set('/momo/v2/gateway/api/refund', (body: Body) => this.#momoRefund(body));
    answers.set('/zalopay/v2/query', (body: Body) => this.#zalopayQuery(body));
    answers.set('/zalopay/v2/refund', (body: Body) => this.#zalopayRefund(body));
    answers.set('/zalopay/v2/query_refund', (body: Body) => this.#zalopayRefundQuery(body));
    answers.set('/payos/v2/payment-requests/*', (_: Body, path: string) => this.#payosQuery(path));
    answers.set('/vnpay', (body: Body) =>
      body.vnp_Command === 'refund' ? this.#vnpayRefund(body) : this.#vnpayQuery(body),
    );
    answers.set('/sepay/userapi/transactions/list', (query: Body) => this.#sepayList(query));
    answers.set('/casso/v2/transactions', (query: Body) => this.#cassoList(query));
  }

  /** Empties the books: another history begins. */
  clear(): void {
    this.charges.clear();
    this.silentAbout.clear();
    this.courses.clear();
    this.#paidBack.clear();
    this.#accepted.clear();
    this.#told = [];
  }

  /** The charges reported in an answer since the last call. */
  takeTold(): Charge[] {
    return this.#told.splice(0);
  }

  paidBackFor(refundId: string): number {
    return this.#paidBack.get(refundKey(refundId))?.amount ?? 0;
  }

  /** The amount of a transaction refunded through its gateway. */
  paidBackOf(transaction: number): number {
    return [...this.#paidBack.values()]
      .filter((refund) => refund.transaction === transaction)
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  #chargesOf(reference: string): Charge[] {
    return [...this.charges.values()].filter((charge) => charge.reference === reference);
  }

  /** The charge that a gateway with one for each attempt reports: the newest. */
  #newest(reference: string): Charge | null | undefined {
    if (this.silentAbout.has(reference)) return null;
    const charge = this.#chargesOf(reference).at(-1);
    if (charge) this.#told.push({ ...charge });
    return charge;
  }

  #momoQuery(body: Body): unknown {
    const reference = String(body.orderId);
    const charge = this.#newest(reference);
    if (charge === null) return null;
    const { amount, transaction: transId } = charge ?? { amount: 0, transaction: 0 };
    const resultCode = charge ? 0 : 1000;
    const refundTrans = this.#momoRefundsOf(transId);
    const named = { partnerCode: MOMO.partnerCode, orderId: reference };
    const responseTime = charge?.at ?? 0;
    return { ...named, amount, resultCode, transId, refundTrans, responseTime };
  }

  #momoRefundsOf(transaction: number) {
    for (const key of this.#accepted.keys()) this.#finish(key);
    return [...this.#paidBack.values()]
      .filter((refund) => refund.transaction === transaction)
      .map(({ named: orderId, amount }) => ({ orderId, amount, resultCode: 0, transId: 990_001 }));
  }

  /** Makes a refund that was accepted. */
  finish(refundId: string): void {
    this.#finish(refundKey(refundId));
  }

  #finish(key: string): void {
    const refund = this.#accepted.get(key);
    if (refund) this.#paidBack.set(key, refund);
  }

  #zalopayQuery(body: Body): unknown {
    const charge = this.#newest(String(body.app_trans_id).replace(/^\d{6}_/, ''));
    if (charge === null) return null;
    if (charge === undefined) return { return_code: 3 };
    const { amount, transaction: zp_trans_id, at: server_time } = charge;
    return { return_code: 1, amount, zp_trans_id, server_time };
  }

  #payosQuery(path: string): unknown {
    const reference = payosReference(Number(path.slice(path.lastIndexOf('/') + 1)));
    if (this.silentAbout.has(reference)) return null;
    const charges = this.#chargesOf(reference);
    this.#told.push(...charges);
    return payosAnswer({
      id: `link-${reference}`,
      orderCode: payosOrderCode(reference),
      status: charges.length > 0 ? 'PAID' : 'PENDING',
      transactions: charges.map(({ transaction, amount, at }) => ({
        reference: String(transaction),
        amount,
        transactionDateTime: bankTime(at),
      })),
    });
  }

  #vnpayQuery(body: Body): unknown {
    const reference = String(body.vnp_TxnRef);
    const refund = this.#wholeRefundOf(reference);
    if (refund && !this.silentAbout.has(reference)) return refund;
    const charge = this.#newest(reference);
    if (charge === null) return null;
    if (charge === undefined) return vnpaySigned({ vnp_ResponseCode: '91', vnp_TxnRef: reference });
    return vnpaySigned({
      vnp_ResponseCode: '00',
      vnp_TransactionStatus: charge.outcome === 'paid' ? '00' : '07',
      vnp_TmnCode: VNPAY_TMN_CODE,
      vnp_TxnRef: reference,
      vnp_Amount: charge.amount * 100,
      vnp_TransactionNo: String(charge.transaction),
      vnp_PayDate: compactInstant(charge.at),
    });
  }

  /** VNPay shows a fully refunded transaction as its refund. */
  #wholeRefundOf(reference: string): unknown {
    const charge = this.#chargesOf(reference).at(-1);
    const refunds = [...this.#paidBack.values()];
    const isWhole = refunds.some(
      ({ transaction, amount }) => transaction === charge?.transaction && amount === charge.amount,
    );
    if (charge === undefined || !isWhole) return undefined;
    return vnpaySigned({
      vnp_ResponseCode: '00',
      vnp_TransactionType: '02',
      vnp_TransactionStatus: '00',
      vnp_TmnCode: VNPAY_TMN_CODE,
      vnp_TxnRef: reference,
      vnp_Amount: charge.amount * 100,
      vnp_TransactionNo: '990003',
    });
  }

  /** Makes the refund, or not; known: this refund was requested before. */
  #payBack(
    id: unknown,
    transaction: unknown,
    amount: number,
    named = String(id),
  ): RefundCourse | 'known' {
    const key = refundKey(String(id));
    const refund = { named, transaction: Number(transaction), amount };
    if (this.#paidBack.has(key)) return 'known';
    const course = this.courses.get(Number(transaction)) ?? 'made';
    if (course === 'refused' || course === 'silent') return course;
    if (course === 'pending' && !this.#accepted.has(key)) {
      this.#accepted.set(key, refund);
      return 'pending';
    }
    this.#paidBack.set(key, refund);
    return course === 'lost' ? 'lost' : 'made';
  }

  #momoRefund(body: Body): unknown {
    const course = this.#payBack(
      body.requestId,
      body.transId,
      Number(body.amount),
      String(body.orderId),
    );
    if (course === 'lost' || course === 'silent') return null;
    const resultCode = { made: 0, pending: 7002, refused: 1081, known: 41 }[course];
    return { resultCode, transId: 990_001 };
  }

  #zalopayRefund(body: Body): unknown {
    const course = this.#payBack(body.m_refund_id, body.zp_trans_id, Number(body.amount));
    if (course === 'lost' || course === 'silent') return null;
    if (course === 'made') return { return_code: 1, refund_id: 990_002 };
    if (course === 'pending') return { return_code: 3 };
    return { return_code: 2, sub_return_code: course === 'known' ? -68 : -10 };
  }

  /** ZaloPay goes on with an accepted refund when asked about it. */
  #zalopayRefundQuery(body: Body): unknown {
    const key = refundKey(String(body.m_refund_id));
    this.#finish(key);
    const isMade = this.#paidBack.has(key);
    return isMade
      ? { return_code: 1, refund_id: 990_002 }
      : { return_code: 2, sub_return_code: -101 };
  }

  /** VNPay has no answer for pending: it says that the request is known, and not its outcome. */
  #vnpayRefund(body: Body): unknown {
    const amount = Number(body.vnp_Amount) / 100;
    const course = this.#payBack(body.vnp_RequestId, body.vnp_TransactionNo, amount);
    if (course === 'lost' || course === 'silent') return null;
    const code = { made: '00', pending: '94', refused: '95', known: '94' }[course];
    const answer = { vnp_ResponseCode: code, vnp_TxnRef: String(body.vnp_TxnRef) };
    return vnpaySigned({ ...answer, vnp_TransactionNo: '990003' }, REFUND_ANSWER_FIELDS);
  }

  #transfers(isListed: (charge: Charge) => boolean): Charge[] {
    const listed = [...this.charges.values()].filter(
      (charge) => charge.method === 'bank_transfer' && isListed(charge),
    );
    this.#told.push(...listed);
    return listed;
  }

  #sepayList(query: Body): unknown {
    const since = Number(query.since_id ?? 0);
    const rows = this.#transfers(({ transaction }) => transaction > since);
    return {
      status: 200,
      transactions: rows.map((charge) => ({
        id: String(charge.transaction),
        transaction_date: bankTime(charge.at),
        amount_in: `${charge.amount}.00`,
        transaction_content: mangledMemo(charge),
        reference_number: `FT${charge.transaction}`,
        code: null,
      })),
    };
  }

  /** All on one page: a history has fewer than a hundred transfers. */
  #cassoList(query: Body): unknown {
    const rows = this.#transfers(({ at }) => bankTime(at) >= String(query.fromDate));
    const records = rows.map((charge) => ({
      id: charge.transaction,
      description: mangledMemo(charge),
      tid: `FT${charge.transaction}`,
      amount: charge.amount,
      when: bankTime(charge.at),
    }));
    return { error: 0, data: { totalPages: 1, records } };
  }
}

function refundKey(refundId: string): string {
  return refundId.replaceAll('-', '').slice(-20);
}

function vnpaySigned(
  answer: Record<string, string | number>,
  fields: readonly string[] = QUERY_ANSWER_FIELDS,
): unknown {
  return { ...answer, vnp_SecureHash: vnpayChecksum(VNPAY_SECRET, pipeJoined(fields, answer)) };
}
