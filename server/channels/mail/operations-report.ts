import { formatDong, formatInteger } from '../../../shared/money.ts';
import type { MailJob } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { failureReason } from '../../foundation/failure-reason.ts';
import { withoutLinks } from './document/dead-links.ts';
import type { Block, MailDocument, TableRow } from './document/mail-document.ts';
import { operationsMail, say } from './operations-mails.ts';
import type { News } from './operations-news.ts';
import { readNews } from './operations-news.ts';
import { renderMail } from './render-mail.ts';

/** The most items named one by one. */
const MOST_NAMED = 20;

/** All news in one mail; a single item has a mail of its own. Null when none is needed any more. */
export async function operationsReport(
  context: Context,
  jobs: readonly MailJob[],
): Promise<MailDocument | null> {
  const [only, ...others] = jobs;
  if (only !== undefined && others.length === 0) return await renderMail(context, only);
  const news = await readNews(context, jobs);
  return news.length === 0 ? null : summaryMail(context, news);
}

/** Counts and sums by kind, then the largest one by one; items without an amount are named by their commonest reasons.
 */
function summaryMail(context: Pick<Context, 'config'>, news: readonly News[]): MailDocument {
  const largest = Math.max(...news.map(({ amount }) => amount ?? 0));
  const values = { count: formatInteger(news.length), largest: formatDong(largest) };
  const subject = say(largest > 0 ? 'report.subject' : 'report.subjectNoMoney', values);
  const blocks: Block[] = [
    {
      kind: 'table',
      head: [say('report.what'), say('report.count'), say('report.sum')],
      rows: kindRows(news),
    },
    ...moneyTable(news),
    ...reasonTable(news),
  ];
  return operationsMail(context, subject, say('report.intro', values), blocks);
}

function kindRows(news: readonly News[]): TableRow[] {
  return [...Map.groupBy(news, ({ kind }) => kind)]
    .map(([kind, own]) => ({ kind, count: own.length, sum: sumOf(own) }))
    .toSorted((a, b) => b.sum - a.sum || b.count - a.count)
    .map(({ kind, count, sum }) => ({
      name: say(`report.${kind}`),
      details: [],
      cells: [formatInteger(count), sum > 0 ? formatDong(sum) : '–'],
    }));
}

function moneyTable(news: readonly News[]): Block[] {
  const money = news
    .filter(({ amount }) => amount !== null)
    .toSorted((a, b) => (b.amount ?? 0) - (a.amount ?? 0));
  if (money.length === 0) return [];
  const rows = money.slice(0, MOST_NAMED).map(({ kind, amount, about }) => ({
    name: withoutLinks(about),
    details: [say(`report.${kind}`)],
    cells: [formatDong(amount ?? 0)],
  }));
  return [
    {
      kind: 'table',
      head: [say('report.largest'), say('report.amount')],
      rows,
      ...moreOf(money.length),
    },
  ];
}

function reasonTable(news: readonly News[]): Block[] {
  const failed = news.filter(({ amount }) => amount === null);
  if (failed.length === 0) return [];
  const groups = [
    ...Map.groupBy(failed, ({ kind, about }) => `${kind} ${failureReason(about)}`).values(),
  ].toSorted((a, b) => b.length - a.length);
  const rows = groups.slice(0, MOST_NAMED).flatMap(([first, ...others]): TableRow[] => {
    if (first === undefined) return [];
    const count = formatInteger(others.length + 1);
    return [
      { name: withoutLinks(first.about), details: [say(`report.${first.kind}`)], cells: [count] },
    ];
  });
  return [
    {
      kind: 'table',
      head: [say('report.reason'), say('report.count')],
      rows,
      ...moreOf(groups.length),
    },
  ];
}

function moreOf(count: number): { more?: string } {
  if (count <= MOST_NAMED) return {};
  return { more: say('report.more', { count: formatInteger(count - MOST_NAMED) }) };
}

function sumOf(news: readonly News[]): number {
  return news.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
}
