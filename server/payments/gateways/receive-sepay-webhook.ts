import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { BankTransferConfig } from '../../config.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../domain-error.ts';
import { keepGatewayMessage } from '../gateway-messages.ts';
import { findPaymentReferences } from '../payment-reference.ts';
import { settlePayment } from '../settle-payment.ts';

const text = z.nullish(z.string().check(z.maxLength(2_000)));

/** SePay's webhook (developer.sepay.vn, webhooks). */
const webhookSchema = z.object({
  id: z.union([z.int().check(z.positive()), z.string().check(z.minLength(1), z.maxLength(50))]),
  transactionDate: text,
  content: text,
  code: text,
  description: text,
  transferType: z.enum(['in', 'out']),
  transferAmount: z.int().check(z.positive()),
});

/**
 * Settles a bank transfer that SePay reports, if it carries the reference of a session in its memo. A
 * transfer out, and one that is known already, change nothing.
 *
 * @throws DomainError UNAUTHENTICATED without the right API key; INVALID_INPUT when it is no webhook
 */
export async function receiveSepayWebhook(
  context: Context,
  config: BankTransferConfig,
  request: { authorization: string | undefined; body: string },
): Promise<void> {
  if (!isApiKey(request.authorization, config.sepayApiKey)) {
    throw new DomainError('UNAUTHENTICATED');
  }
  const webhook = parseWebhook(request.body);
  if (webhook.transferType === 'out') {
    await keepGatewayMessage(context, { gateway: 'sepay', raw: request.body, outcome: 'out' });
    return;
  }
  const texts = [webhook.code, webhook.content, webhook.description].map((part) => part ?? '');
  await settlePayment(context, {
    gateway: 'sepay',
    transactionId: String(webhook.id),
    references: [...new Set(texts.flatMap(findPaymentReferences))],
    amount: webhook.transferAmount,
    memo: webhook.content ?? '',
    raw: request.body,
    receivedAt: bankInstant(webhook.transactionDate) ?? context.now(),
    suspectedFraud: false,
  });
}

/** `Authorization: Apikey KEY`; compared by hash, in constant time whatever the length. */
function isApiKey(authorization: string | undefined, apiKey: string): boolean {
  if (authorization === undefined || apiKey === '') return false;
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(authorization.trim()), digest(`Apikey ${apiKey}`));
}

function parseWebhook(body: string): z.output<typeof webhookSchema> {
  try {
    return webhookSchema.parse(JSON.parse(body));
  } catch {
    throw new DomainError('INVALID_INPUT');
  }
}

/** `yyyy-MM-dd HH:mm:ss`, Vietnamese local time. */
function bankInstant(local: string | null | undefined): number | null {
  if (!local || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(local)) return null;
  const instant = Date.parse(`${local.replace(' ', 'T')}+07:00`);
  return Number.isNaN(instant) ? null : instant;
}
