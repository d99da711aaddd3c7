import type { Tables } from '../../database/tables.ts';

/** The accountant who placed the order, whose bell rings for it. */
export function ownerOf(order: Tables['orders']) {
  return {
    portalId: order.portal_id,
    firmId: order.firm_id,
    accountantId: order.accountant_id,
  };
}
