import type { Migration } from 'kysely/migration';
import { initial } from './0001-initial.ts';
import { paymentComplete } from './0002-payment-complete.ts';
import { traces } from './0003-traces.ts';
import { movements } from './0004-movements.ts';
import { gatewaySafety } from './0005-gateway-safety.ts';
import { planTerms } from './0006-plan-terms.ts';
import { closedOrders } from './0007-closed-orders.ts';
import { mailLanes } from './0008-mail-lanes.ts';
import { quotas } from './0009-quotas.ts';
import { workLists } from './0012-work-lists.ts';
import { longTables } from './0013-long-tables.ts';
import { customerIdentity } from './0014-customer-identity.ts';
import { proratedTerms } from './0015-prorated-terms.ts';
import { licensePeriods } from './0016-license-periods.ts';
import { names } from './0017-names.ts';
import { lineLicenses } from './0018-line-licenses.ts';
import { leases } from './0019-leases.ts';
import { keys } from './0020-keys.ts';
import { lineReminders } from './0021-line-reminders.ts';
import { searchOrder } from './0022-search-order.ts';
import { searchTrigrams } from './0023-search-trigrams.ts';
import { licensesByEnd } from './0024-licenses-by-end.ts';
import { expiryReminders } from './0025-expiry-reminders.ts';
import { orderDrafts } from './0026-order-drafts.ts';
import { paymentParts } from './0027-payment-parts.ts';
import { oldReminders } from './0028-old-reminders.ts';
import { orderSearch } from './0029-order-search.ts';
import { refusedAddresses } from './0030-refused-addresses.ts';
import { summedPayments } from './0031-summed-payments.ts';
import { refusalsByFirm } from './0032-refusals-by-firm.ts';
import { summedMails } from './0033-summed-mails.ts';
import { baseline } from './baseline/index.ts';

/** Every change of SQLite's schema, in its order. A version that was released is never changed here. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-payment-complete': paymentComplete,
  '0003-traces': traces,
  '0004-movements': movements,
  '0005-gateway-safety': gatewaySafety,
  '0006-plan-terms': planTerms,
  '0007-closed-orders': closedOrders,
  '0008-mail-lanes': mailLanes,
  '0009-quotas': quotas,
  '0012-work-lists': workLists,
  '0013-long-tables': longTables,
  '0014-customer-identity': customerIdentity,
  '0015-prorated-terms': proratedTerms,
  '0016-license-periods': licensePeriods,
  '0017-names': names,
  '0018-line-licenses': lineLicenses,
  '0020-keys': keys,
  '0021-line-reminders': lineReminders,
  '0022-search-order': searchOrder,
  '0024-licenses-by-end': licensesByEnd,
  '0025-expiry-reminders': expiryReminders,
  '0026-order-drafts': orderDrafts,
  '0027-payment-parts': paymentParts,
  '0028-old-reminders': oldReminders,
  '0029-order-search': orderSearch,
  '0030-refused-addresses': refusedAddresses,
  '0031-summed-payments': summedPayments,
  '0032-refusals-by-firm': refusalsByFirm,
  '0033-summed-mails': summedMails,
};

/** The last of SQLite's migrations that PostgreSQL's first one includes. */
const IN_BASELINE = '0018-line-licenses';

/** Every change of PostgreSQL's schema, which runs by name: its own, and from the baseline on all of SQLite's. */
export const POSTGRESQL_MIGRATIONS: Record<string, Migration> = {
  '0018-baseline': baseline,
  '0019-leases': leases,
  ...Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name > IN_BASELINE)),
  '0023-search-trigrams': searchTrigrams,
};
