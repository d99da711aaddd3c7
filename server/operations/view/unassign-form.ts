import type { GatewayName } from '../../database/tables.ts';
import { MOVEMENT_REPORTERS } from '../../payments/settlement/same-movement.ts';
import type { Forms } from './forms.ts';
import type { Html } from './view-parts.ts';

/** Takes a transfer that has paid nothing off its order, or off the refunds; other money has its gateway. */
export function unassignForm(
  paymentId: string,
  gateway: GatewayName,
  form: Forms,
  summary?: string,
): Html | string {
  if (!MOVEMENT_REPORTERS.includes(gateway)) return '';
  return form({
    path: 'payments/unassign',
    fields: { paymentId },
    label: 'Đưa lại vào tiền đang giữ',
    isMoney: true,
    isPlain: true,
    ...(summary && { summary }),
  });
}
