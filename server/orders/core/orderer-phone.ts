import type { Tables } from '../../database/tables.ts';

/** By which an owner reaches who has ordered; empty where it is not known. */
export function ordererPhone(order: Tables['orders']): string {
  // Orders of former versions have it only where the accountant is told of the order.
  const isRecipient = order.recipient_name === order.accountant_name;
  return order.accountant_phone || (isRecipient ? order.recipient_phone : '');
}
