import { catalogRouter } from './catalog/router.ts';
import { customersRouter } from './customers/router.ts';
import { liveRouter } from './live/router.ts';
import { notificationsRouter } from './notifications/router.ts';
import { ordersRouter } from './orders/router.ts';
import { paymentLinksRouter, paymentsRouter } from './payments/router.ts';
import { sessionRouter } from './portals/router.ts';
import { quotationsRouter } from './quotations/router.ts';
import { router } from './trpc.ts';

/** All that the widget can call. */
export const appRouter = router({
  session: sessionRouter,
  catalog: catalogRouter,
  customers: customersRouter,
  orders: ordersRouter,
  quotations: quotationsRouter,
  payments: paymentsRouter,
  paymentLinks: paymentLinksRouter,
  notifications: notificationsRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
