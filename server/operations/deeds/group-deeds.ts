import * as z from 'zod/mini';
import { idSchema, requiredTextSchema } from '../../../shared/schemas/common.ts';
import { auditOperator } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { inList } from '../../database/in-list.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { retryOutbox } from '../../jobs/outbox/retry-outbox.ts';
import { breathe } from '../../limits/fair-turns.ts';
import { returnUnappliedPayment } from '../../payments/corrections/decide-unapplied-payment.ts';
import { setAsidePayment, takeBackPayment } from '../../payments/corrections/set-aside.ts';
import { readAlike } from '../lists/read-page.ts';
import type { ListName } from '../lists/view-of.ts';
import type { Done } from './done-notice.ts';
import { FormFault, parse } from './form-input.ts';
import { reviewMessage } from './review-messages.ts';

/** The most items of one action, the oldest first; the others remain, and the page says so. */
export const MOST_AT_ONCE = 500;

const groupSchema = z.object({ likeId: idSchema, upTo: idSchema });
const checkedSchema = z.extend(groupSchema, { checked: z.literal('yes') });
const noteSchema = z.extend(checkedSchema, { note: requiredTextSchema(200) });

type Group = z.output<typeof groupSchema>;
type Counts = Pick<Done, 'count' | 'skipped'>;

/**
 * Runs an action on every item of a group, up to the newest that the person has seen. Each is a transaction of its own,
 * so that one dealt with meanwhile stops no other; where none is left, the group is not found.
 */
async function each(
  context: Context,
  list: ListName,
  { likeId, upTo }: Group,
  deed: (id: string) => Promise<void>,
): Promise<Counts> {
  const look = { like: likeId, upTo, now: context.now(), most: MOST_AT_ONCE };
  const ids = await readAlike(context.db, list, look);
  let done = 0;
  for (const id of ids) {
    try {
      await deed(id);
      done++;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
    await breathe();
  }
  if (done === 0) throw new DomainError('NOT_FOUND');
  return { count: done, skipped: ids.length - done };
}

export type GroupDeed = (context: Context, operator: string, form: unknown) => Promise<Counts>;

/** The actions on a whole group. */
export const GROUP_DEEDS: Record<string, GroupDeed> = {
  'groups/return': (context, operator, form) =>
    each(context, 'unapplied', parse(checkedSchema, form), (paymentId) =>
      returnUnappliedPayment(context, operator, { paymentId }),
    ),
  'groups/set-aside': (context, operator, form) => {
    const group = parse(checkedSchema, form);
    const input = noteSchema.safeParse(form);
    if (!input.success) {
      throw new FormFault('INVALID_INPUT', 'Hãy ghi chú các khoản tiền này là gì.');
    }
    const { note } = input.data;
    return each(context, 'unapplied', group, (paymentId) =>
      setAsidePayment(context, operator, { paymentId, note }),
    );
  },
  'groups/take-back': (context, operator, form) =>
    each(context, 'aside', parse(checkedSchema, form), (paymentId) =>
      takeBackPayment(context, operator, { paymentId }),
    ),
  'groups/retry': (context, operator, form) =>
    each(context, 'dead', parse(groupSchema, form), (jobId) =>
      retryOutbox(context, operator, { jobId }),
    ),
  'groups/drop': (context, operator, form) => {
    const { likeId, upTo } = parse(checkedSchema, form);
    return dropJobs(context, operator, { likeId, upTo });
  },
  'groups/review': (context, operator, form) =>
    each(context, 'messages', parse(groupSchema, form), (messageId) =>
      reviewMessage(context, operator, { messageId }),
    ),
};

/** Dismisses mails and events that can't arrive: they are kept as long as sent ones. Never a refund. */
async function dropJobs(
  context: Context,
  operator: string,
  { likeId, upTo }: Group,
): Promise<Counts> {
  const look = { like: likeId, upTo, now: context.now(), most: MOST_AT_ONCE };
  const ids = await readAlike(context.db, 'dead', look);
  return await inTransaction(context, async (work) => {
    const { tx } = work;
    const { numUpdatedRows } = await tx
      .updateTable('outbox')
      .set({ state: 'done', done_at: work.now() })
      .where(inList('id', ids))
      .where('state', '=', 'dead')
      .where('kind', '<>', 'refund_payment')
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError('NOT_FOUND');
    await auditOperator(work, operator, 'outbox.dropped', likeId, { jobIds: ids });
    const count = Number(numUpdatedRows);
    return { count, skipped: ids.length - count };
  });
}
