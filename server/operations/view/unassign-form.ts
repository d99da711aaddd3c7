import type { Tables } from '../../database/tables.ts';
import { goesBackByGateway } from '../../payments/corrections/unassign-payment.ts';
import type { Forms } from './forms.ts';
import type { Html } from './view-parts.ts';

interface UnassignedMoney {
  paymentId: string;
  gateway: Tables['payments']['gateway'];
  /** That of its attempt. */
  method: Tables['payment_attempts']['method'] | null;
}

/** Takes money that has paid nothing off its order, or off the refunds, unless it goes back by its gateway. */
export function unassignForm(
  { paymentId, gateway, method }: UnassignedMoney,
  form: Forms,
  summary?: string,
): Html | string {
  if (goesBackByGateway(gateway, method)) return '';
  return form({
    path: 'payments/unassign',
    fields: { paymentId },
    label: 'Đưa lại vào tiền đang giữ',
    isMoney: true,
    isPlain: true,
    ...(summary && { summary }),
  });
}
