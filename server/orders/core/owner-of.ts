import type { Tables } from '../../database/tables.ts';
import type { FirmAccountant } from '../../foundation/firm.ts';

/** The accountant who placed the order, whose bell rings for it. */
export function ownerOf(order: Tables['orders']): FirmAccountant {
  return {
    portalId: order.portal_id,
    firmId: order.firm_id,
    accountantId: order.accountant_id,
  };
}
