import { router } from '../http/trpc.ts';
import { catalogRouter } from './catalog.ts';
import { customersRouter } from './customers.ts';
import { draftsRouter } from './drafts.ts';
import { licensesRouter } from './licenses.ts';
import { liveRouter } from './live.ts';
import { notificationsRouter } from './notifications.ts';
import { ordersRouter } from './orders.ts';
import { paymentLinksRouter, paymentsRouter } from './payments.ts';
import { quotationsRouter } from './quotations.ts';
import { remindersRouter } from './reminders.ts';
import { signInRouter } from './sign-in.ts';
import { unpaidRouter } from './unpaid.ts';

/** Every procedure that the widget can call. */
export const appRouter = router({
  signIn: signInRouter,
  catalog: catalogRouter,
  customers: customersRouter,
  licenses: licensesRouter,
  orders: ordersRouter,
  quotations: quotationsRouter,
  drafts: draftsRouter,
  payments: paymentsRouter,
  paymentLinks: paymentLinksRouter,
  unpaid: unpaidRouter,
  notifications: notificationsRouter,
  reminders: remindersRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
