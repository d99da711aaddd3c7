import { calendarDateAt, daysBetween, formatDate } from '../../../shared/calendar-date.ts';
import { soldText } from '../../../shared/sold-text.ts';
import { remindersUrl } from '../../addresses/document-urls.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import type { Tables } from '../../database/tables.ts';
import { isFirmReminded } from '../../expiry-reminders/choices.ts';
import { type DigestLicense, readDigestLicenses } from '../../expiry-reminders/read-digest.ts';
import { greeting, MOST_LINES } from './blocks/order-lines.ts';
import { portalPageUrl } from './blocks/portal-page.ts';
import type { Block, MailDocument, TableRow } from './document/mail-document.ts';
import { type Say, sayIn } from './texts/mail-texts.ts';

/**
 * The licences of a digest whose renewal nobody has ordered since; null where there are none, or the person wants no
 * mail.
 */
export async function licensesExpiringMail(
  context: Context,
  job: MailJobOf<'licenses_expiring'>,
): Promise<MailDocument | null> {
  const { db, now } = context;
  const accountant = await readWanting(context, job.accountantId);
  if (accountant === null || !(await isFirmReminded(db, job))) return null;
  const licenses = await readDigestLicenses(db, job.digestId, now());
  const [first] = licenses;
  if (first === undefined) return null;
  const say = sayIn(accountant.locale);
  const { firm, renewUrl } = await readSender(context, job);
  const values = { count: licenses.length, date: formatDate(first.expiry), firm };
  const stop = remindersUrl(context, accountant.id);
  return {
    subject: say(licenses.length === 1 ? 'expiring.subjectOne' : 'expiring.subject', values),
    preview: customersOf(say, licenses),
    locale: accountant.locale,
    blocks: [
      greeting(say, job.to),
      { kind: 'text', text: say('expiring.intro', values) },
      renewBlock(say, job.digestId, licenses.length, renewUrl),
      licenseTable(context, say, licenses),
      { kind: 'note', text: say('expiring.why', values) },
      { kind: 'link', label: say('expiring.stop'), url: stop },
    ],
    unsubscribeUrl: stop,
  };
}

/** The first customer, whose licence ends first, and the number of others. */
function customersOf(say: Say, licenses: readonly DigestLicense[]): string {
  const [name = '', ...others] = new Set(licenses.map((license) => license.customer_name));
  return others.length === 0 ? name : say('andOthers', { name, count: others.length });
}

/** Null for a person who has stopped these mails, or left the firm, since the mail was queued. */
async function readWanting({ db }: Context, id: string): Promise<Tables['accountants'] | null> {
  const accountant = await db
    .selectFrom('accountants')
    .selectAll()
    .where('id', '=', id)
    .where('expiry_mails', '=', 1)
    .executeTakeFirst();
  return accountant ?? null;
}

async function readSender({ db }: Context, { portalId, firmId }: MailJobOf<'licenses_expiring'>) {
  const { name, renew_url: renewUrl } = await db
    .selectFrom('firms')
    .innerJoin('portals', 'portals.id', 'firms.portal_id')
    .select(['firms.name', 'portals.renew_url'])
    .where('firms.portal_id', '=', portalId)
    .where('firms.id', '=', firmId)
    .executeTakeFirstOrThrow();
  return { firm: name, renewUrl };
}

/** The portal's page opens the order form with these licences; without such a page, the bell does. */
function renewBlock(say: Say, digestId: string, count: number, renewUrl: string | null): Block {
  const url = portalPageUrl(renewUrl, 'renewal-digest', digestId);
  if (url === null) return { kind: 'text', text: say('expiring.inPortal') };
  return { kind: 'action', label: say('expiring.renew', { count }), url };
}

function licenseTable(context: Context, say: Say, licenses: readonly DigestLicense[]): Block {
  const today = calendarDateAt(context.now());
  const left = licenses.length - MOST_LINES;
  return {
    kind: 'table',
    head: [say('term.customer'), say('term.presentExpiry')],
    rows: licenses.slice(0, MOST_LINES).map((license) => licenseRow(say, license, today)),
    ...(left > 0 ? { more: say('more', { count: left }) } : {}),
  };
}

function licenseRow(say: Say, license: DigestLicense, today: string): TableRow {
  const days = daysBetween(today, license.expiry);
  const sold = soldText(say, say.locale, {
    product: {
      code: license.product_code,
      name: { vi: license.product_name_vi, en: license.product_name_en },
    },
    plan: { code: license.plan_code, name: { vi: license.plan_name_vi, en: license.plan_name_en } },
    quantity: license.quantity,
  });
  return {
    name: license.customer_name,
    details: [
      say('taxCodeOf', { taxCode: license.tax_code }),
      sold,
      days === 0 ? say('expiring.today') : say('expiring.left', { days }),
    ],
    cells: [formatDate(license.expiry)],
  };
}
