import type { Tables } from '../../database/tables.ts';

/** The accountant who placed an order. */
export type Orderer = Pick<
  Tables['orders'],
  'accountant_name' | 'accountant_phone' | 'recipient_name' | 'recipient_phone'
>;

/**
 * The address at which the orderer reads mail, as far as is known; null where the order's mails go to somebody else.
 */
export function ordererEmail(
  order: Pick<Tables['orders'], 'accountant_name' | 'recipient_name' | 'recipient_email'>,
): string | null {
  return order.recipient_name === order.accountant_name ? order.recipient_email : null;
}

/** The orderer's telephone, for the owner's questions; empty where unknown. */
export function ordererPhone(order: Orderer): string {
  // Orders of former versions have it only where the accountant is the recipient.
  const isRecipient = order.recipient_name === order.accountant_name;
  return order.accountant_phone || (isRecipient ? order.recipient_phone : '');
}
