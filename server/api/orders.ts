import { tracked } from '@trpc/server';
import * as z from 'zod/mini';
import { lastEventIdSchema } from '../../shared/schemas/common.ts';
import type { LiveEvent } from '../../shared/schemas/live.ts';
import {
  cancelOrderSchema,
  commitOrderSchema,
  listOrdersSchema,
  orderIdSchema,
  placeOrderSchema,
  postponeDueDateSchema,
  previewCancelSchema,
} from '../../shared/schemas/order.ts';
import { quoteOrderSchema } from '../../shared/schemas/quote.ts';
import { reading } from '../context/reading.ts';
import { bulkProcedure, procedure, router } from '../http/trpc.ts';
import { cancelOrder } from '../order-life/cancel-order.ts';
import { commitOrder } from '../order-life/commitments/commit-order.ts';
import { postponeDueDate } from '../order-life/postpone-due-date.ts';
import { previewCancel } from '../order-life/preview-cancel.ts';
import { findOrder } from '../orders/core/find-order.ts';
import { placeOrder } from '../orders/placing/place-order.ts';
import { listOrders } from '../orders/views/list-orders.ts';
import { readOrder } from '../orders/views/read-order.ts';
import { quoteOrder } from '../quoting/quotes/quote-order.ts';
import { followTopics } from './follow.ts';

export const ordersRouter = router({
  quote: bulkProcedure
    .input(quoteOrderSchema)
    .query(({ ctx, input }) => quoteOrder(ctx.context, ctx.actor, input)),
  place: bulkProcedure
    .input(placeOrderSchema)
    .mutation(({ ctx, input }) => placeOrder(ctx.context, ctx.actor, input)),
  list: procedure
    .input(listOrdersSchema)
    .query(({ ctx, input }) =>
      reading(ctx.context, (context) => listOrders(context, ctx.actor, input)),
    ),
  get: bulkProcedure
    .input(orderIdSchema)
    .query(({ ctx, input }) => readOrder(ctx.context, ctx.actor, input.orderId)),
  previewCancel: bulkProcedure
    .input(previewCancelSchema)
    .query(({ ctx, input }) => previewCancel(ctx.context, ctx.actor, input)),
  cancel: bulkProcedure.input(cancelOrderSchema).mutation(async ({ ctx, input }) => {
    await cancelOrder(ctx.context, ctx.actor, input);
    return await readOrder(ctx.context, ctx.actor, input.orderId);
  }),
  postponeDueDate: bulkProcedure.input(postponeDueDateSchema).mutation(async ({ ctx, input }) => {
    await postponeDueDate(ctx.context, ctx.actor, input);
    return await readOrder(ctx.context, ctx.actor, input.orderId);
  }),
  commit: bulkProcedure.input(commitOrderSchema).mutation(async ({ ctx, input }) => {
    await commitOrder(ctx.context, ctx.actor, input);
    return await readOrder(ctx.context, ctx.actor, input.orderId);
  }),
  /** For pages that an earlier release has opened; newer ones call `live.follow`. */
  onUpdate: procedure
    .input(z.extend(orderIdSchema, { lastEventId: lastEventIdSchema }))
    .subscription(async ({ ctx, input, signal }) => {
      // Refused here, a wrong input is a client error; inside the stream it would pass for a server error.
      const { orderId, lastEventId = 0 } = input;
      await findOrder(ctx.context.db, ctx.actor, orderId);
      const orders = { [orderId]: Number(lastEventId) };
      return trackedOrders(followTopics(ctx, { orders }, signal));
    }),
});

async function* trackedOrders(events: AsyncIterable<LiveEvent>) {
  for await (const event of events) {
    if (event.topic !== 'bell' && event.data) yield tracked(String(event.position), event.data);
  }
}
