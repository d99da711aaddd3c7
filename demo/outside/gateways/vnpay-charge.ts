import type { Charge, Gateway, Report } from './simulator.ts';
import { type VnpayTransaction, vnpayTime } from './vnpay-protocol.ts';

export type VnpayCharge = Charge<Record<never, never>>;
export type VnpayGateway = Gateway<Record<never, never>>;

const CODES: Record<VnpayCharge['state'], { response: string; status: string }> = {
  waiting: { response: '', status: '01' },
  processing: { response: '', status: '01' },
  paid: { response: '00', status: '00' },
  suspected: { response: '07', status: '07' },
  failed: { response: '51', status: '02' },
  cancelled: { response: '24', status: '02' },
};

/** The parameters of the merchant's signed address. */
export function chargeOf(params: Record<string, string>): VnpayCharge {
  return {
    id: params.vnp_TxnRef ?? '',
    amount: Number(params.vnp_Amount) / 100,
    info: params.vnp_OrderInfo ?? '',
    returnUrl: params.vnp_ReturnUrl ?? '',
    createdAt: Date.now(),
    expiresAt: Number.MAX_SAFE_INTEGER,
    state: 'waiting',
    takes: [],
    answers: [],
    request: {},
  };
}

/** A charge as VNPay reports it: in a message, or its present state. */
export function transactionOf(charge: VnpayCharge, report?: Report): VnpayTransaction {
  const { response, status } = CODES[report?.outcome ?? charge.state];
  const taken = report?.take ?? charge.takes[0];
  return {
    txnRef: charge.id,
    amount: String((taken?.amount ?? charge.amount) * 100),
    orderInfo: charge.info,
    returnUrl: charge.returnUrl,
    transactionNo: taken?.number ?? '0',
    responseCode: response,
    status,
    payDate: vnpayTime(taken?.at ?? charge.createdAt),
    ipnAnswers: charge.answers,
  };
}

/** The newest first. */
export function transactions(charges: Map<string, VnpayCharge>): VnpayTransaction[] {
  return [...charges.values()].reverse().map((charge) => transactionOf(charge));
}
