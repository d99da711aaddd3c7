import { setTimeout as sleep } from 'node:timers/promises';
import type { Told } from '../../server/testing/gateways/gateway-messages.ts';
import { wireMessage } from '../../server/testing/gateways/gateway-messages.ts';
import type { Charge } from '../../server/testing/histories/gateway-ledger.ts';
import type { Random } from '../../server/testing/random.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import { AGAIN_MS, type Surroundings } from './surroundings.ts';

/** Sends a message as a gateway does: again until it is acknowledged, sometimes twice at once. */
export async function deliver(
  surroundings: Surroundings,
  random: Random,
  charge: Charge,
  reporter?: NonNullable<Told['reporter']>,
): Promise<void> {
  const times = random.chance(0.3) ? 2 : 1;
  const told = { ...charge, forged: false, ...(reporter ? { reporter } : {}) };
  await Promise.all(Array.from({ length: times }, () => deliverOne(surroundings, random, told)));
}

async function deliverOne(
  { servers, seen, config }: Surroundings,
  random: Random,
  told: Told,
): Promise<void> {
  for (;;) {
    const server = servers.any(random);
    const { clockOffset } = servers;
    const { path, httpMethod, headers, body } = wireMessage(config, told, servers.now());
    const sentAt = performance.now();
    const answer = await fetch(`${server?.url ?? 'http://127.0.0.1:1'}/gateways/${path}`, {
      method: httpMethod,
      headers,
      ...(httpMethod === 'GET' ? {} : { body }),
    }).catch(() => null);
    const text = await answer?.text().catch(() => null);
    if (answer && typeof text === 'string') {
      if (isAcknowledged(told.method, answer.status, text)) {
        seen.newestWriteSentAt = Math.max(seen.newestWriteSentAt, sentAt);
        return;
      }
      // Signed a day ago, by a clock that has jumped meanwhile: it is signed anew.
      const isStale = answer.status === 401 && servers.clockOffset !== clockOffset;
      if (isUnavailable(told.method, answer.status, text)) seen.unavailable++;
      else if (isStale) continue;
      else if (servers.hasAnswered(server)) {
        const who = `${told.method} ${told.reporter ?? ''}`;
        seen.faults.push(`${who} was answered ${answer.status} ${text}`);
      }
    }
    await sleep(AGAIN_MS);
  }
}

/** Whether the answer ends the gateway's tries: each gateway has its own way to say so. */
function isAcknowledged(method: PaymentMethod, status: number, answer: string): boolean {
  if (status >= 300) return false;
  if (method === 'vnpay') return /"RspCode":"0[02]"/.test(answer);
  return method !== 'zalopay' || /"return_code":[12]\b/.test(answer);
}

/** Whether the answer asks for the message again for want of a database; to VNPay and ZaloPay it says so in words. */
function isUnavailable(method: PaymentMethod, status: number, answer: string): boolean {
  if (method === 'vnpay') return answer.includes('"RspCode":"99"');
  return status === 503 || (method === 'zalopay' && answer.includes('"return_code":0'));
}
