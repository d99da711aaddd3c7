import { toAscii } from '../../shared/search-text.ts';
import type { BankTransferConfig } from '../config/gateway-config.ts';

/**
 * Bank apps that fill a transfer in when opened through vietqr.io: its id of the app, and the app's name (vietqr.io’s
 * deeplink.md and changelog.md, by copies of 2026-09: look them up again before a change). Other apps only open.
 */
const APPS = [
  { id: 'icb', name: 'VietinBank' },
  { id: 'bidv', name: 'BIDV' },
  { id: 'mb', name: 'MB Bank' },
  { id: 'acb', name: 'ACB' },
  { id: 'ocb', name: 'OCB' },
] as const;

/** vietqr.io's code of the bank that is paid, by its BIN: as in a copy of api.vietqr.io/v2/banks, compared on 2026-11-29. */
const BANK_CODES: Readonly<Record<string, string>> = {
  '970400': 'sgicb',
  '970403': 'stb',
  '970405': 'vba',
  '970407': 'tcb',
  '970409': 'bab',
  '970412': 'pvcb',
  '970415': 'icb',
  '970416': 'acb',
  '970418': 'bidv',
  '970419': 'ncb',
  '970422': 'mb',
  '970423': 'tpb',
  '970424': 'shbvn',
  '970425': 'abb',
  '970426': 'msb',
  '970427': 'vab',
  '970428': 'nab',
  '970429': 'scb',
  '970430': 'pgb',
  '970431': 'eib',
  '970432': 'vpb',
  '970433': 'vietbank',
  '970436': 'vcb',
  '970437': 'hdb',
  '970438': 'bvb',
  '970440': 'seab',
  '970441': 'vib',
  '970443': 'shb',
  '970448': 'ocb',
  '970449': 'lpb',
  '970452': 'klb',
  '970454': 'vccb',
};

export interface BankAppLink {
  id: string;
  name: string;
  url: string;
}

/**
 * Links that open a bank app with the transfer filled in. vietqr.io sees account, holder, amount and memo, but no
 * customer's name; nothing is loaded from there before a tap. None where it does not know the paid bank.
 *
 * @param returnUrl the payer's way back; no key to paying
 */
export function bankAppLinks(
  { bankBin, accountNumber, accountHolder }: BankTransferConfig,
  { amount, memo }: { amount: number; memo: string },
  returnUrl: string,
): BankAppLink[] {
  const bank = BANK_CODES[bankBin];
  if (bank === undefined) return [];
  const holder = encodeURIComponent(toAscii(accountHolder));
  return APPS.map(({ id, name }) => {
    // In vietqr.io's documented form: the account keeps its @, and the return address is not encoded.
    const query = `app=${id}&am=${amount}&tn=${encodeURIComponent(memo)}&ba=${accountNumber}@${bank}&bn=${holder}`;
    return { id, name, url: `https://dl.vietqr.io/pay?${query}&url=${returnUrl}` };
  });
}
