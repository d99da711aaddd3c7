import type { CommonKey, Translate } from '../messages/index.ts';

/** Number of customers; and of licences, where a customer has several. */
export function countedText(t: Translate<CommonKey>, customers: number, licenses: number): string {
  const said = t('customers', { count: customers });
  return licenses > customers ? `${said}, ${t('licenses', { count: licenses })}` : said;
}
