import type { Customer, License } from '../../shared/schemas/customer.ts';

/** The licence that a customer's row renews: the first that is due, or else to expire. */
export function firstLicense(customer: Customer | null | undefined): License | undefined {
  return customer?.licenses[0];
}
