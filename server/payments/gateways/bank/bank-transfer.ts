import { encode } from 'uqr';
import { MAX_DONG } from '../../../../shared/money.ts';
import type { BankTransferConfig } from '../../../config/gateway-config.ts';
import { DAY_MS } from '../../../foundation/durations.ts';
import { NAPAS247_LIMIT, vietQrPayload } from '../../core/viet-qr.ts';
import type { Gateway } from '../core/gateway.ts';

/** A bank transfer with the attempt's reference in its memo; SePay or Casso reports it. */
export function bankTransferGateway(config: BankTransferConfig): Gateway {
  return {
    method: 'bank_transfer',
    min: 1,
    max: MAX_DONG,
    attemptLife: 30 * DAY_MS,
    reusesAttempts: true,
    isInParts: true,
    instructions: ({ amount, reference }, _payer, parts) => ({
      redirectUrl: null,
      transfer: {
        bankName: config.bankName,
        accountNumber: config.accountNumber,
        accountHolder: config.accountHolder,
        amount,
        memo: reference,
        qr: qrOf(config, amount, reference),
        parts: parts.map((part) => ({
          amount: part.amount,
          memo: part.reference,
          qr: qrOf(config, part.amount, part.reference),
        })),
      },
    }),
  };
}

/** Null where no quick transfer takes the amount, or nothing is to be transferred. */
function qrOf(config: BankTransferConfig, amount: number, reference: string) {
  if (amount === 0 || amount >= NAPAS247_LIMIT) return null;
  return qrPath(transferQrPayload(config, amount, reference));
}

/** The text of the VietQR code for a transfer below {@link NAPAS247_LIMIT}. */
export function transferQrPayload(
  config: BankTransferConfig,
  amount: number,
  reference: string,
): string {
  const { bankBin, accountNumber } = config;
  return vietQrPayload({ bankBin, accountNumber, amount, memo: reference });
}

/** A QR code as one SVG path on a square of `size` modules, without a quiet zone. */
function qrPath(payload: string): { size: number; path: string } {
  const { data, size } = encode(payload, { ecc: 'M', border: 0 });
  let path = '';
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      path += `M${start} ${y}h${x - start + 1}v1H${start}z`;
    }
  }
  return { size, path };
}
