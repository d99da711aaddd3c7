import type { VnpayConfig } from '../../config.ts';
import type { Context } from '../../context.ts';
import { failSession } from '../ask-gateway.ts';
import { keepGatewayMessage } from '../gateway-messages.ts';
import { settlePayment } from '../settle-payment.ts';
import { evidenceOf, outcomeOf, readReport, type VnpayReport } from './vnpay.ts';
import { isSignedByVnpay } from './vnpay-signature.ts';

/** VNPay's own answers to an IPN (VNPay 2.1.0, IPN): 00 and 02 end its retries, the others go on. */
const ANSWERS = {
  '00': 'Confirm Success',
  '01': 'Order not found',
  '02': 'Order already confirmed',
  '04': 'Invalid amount',
  '97': 'Invalid signature',
  '99': 'Unknown error',
} as const;

export interface IpnAnswer {
  RspCode: keyof typeof ANSWERS;
  Message: string;
}

/** Settles what an IPN reports, and answers it as VNPay expects. Never throws. */
export async function receiveVnpayIpn(
  context: Context,
  config: VnpayConfig,
  query: URLSearchParams,
): Promise<IpnAnswer> {
  try {
    const code = await receive(context, config, query);
    return { RspCode: code, Message: ANSWERS[code] };
  } catch (error) {
    context.log('vnpay.ipn_failed', { error: String(error) });
    return { RspCode: '99', Message: ANSWERS['99'] };
  }
}

async function receive(
  context: Context,
  config: VnpayConfig,
  query: URLSearchParams,
): Promise<IpnAnswer['RspCode']> {
  const params = Object.fromEntries(query);
  // A name that stands twice could be signed as the one and read as the other.
  const ambiguous = Object.keys(params).length !== query.size;
  if (ambiguous || !isSignedByVnpay(params, config.hashSecret)) return '97';
  const report = readReport(params, config.tmnCode);
  if (report === null) return '99';
  const raw = query.toString();
  const session = await context.db
    .selectFrom('payment_sessions')
    .selectAll()
    .where('reference', '=', report.vnp_TxnRef)
    .where('method', '=', 'vnpay')
    .executeTakeFirst();
  if (session === undefined) return await receiveUnknown(context, report, raw);
  if (report.vnp_Amount !== session.amount * 100) {
    await keepGatewayMessage(context, { gateway: 'vnpay', raw, outcome: 'amount_differs' });
    context.log('vnpay.amount_differs', { sessionId: session.id });
    return '04';
  }
  const outcome = outcomeOf(report);
  if (outcome === 'paid' || outcome === 'suspected_fraud') {
    const settled = await settlePayment(context, evidenceOf(report, raw, context.now()));
    return settled === 'repeated' ? '02' : '00';
  }
  await keepGatewayMessage(context, { gateway: 'vnpay', raw, outcome });
  if (outcome === 'pending') return '00';
  const failed = await failSession(context, session);
  return failed ? '00' : '02';
}

/** Money for a session that we don't know is recorded, for a person to look at. */
async function receiveUnknown(context: Context, report: VnpayReport, raw: string): Promise<'01'> {
  const outcome = outcomeOf(report);
  const isMoney = outcome === 'paid' || outcome === 'suspected_fraud';
  if (isMoney && report.vnp_Amount > 0) {
    await settlePayment(context, { ...evidenceOf(report, raw, context.now()), references: [] });
  } else {
    await keepGatewayMessage(context, { gateway: 'vnpay', raw, outcome: 'unknown_reference' });
  }
  return '01';
}
