import * as z from 'zod/mini';
import { calendarDateSchema } from './common.ts';

/** Who is asking, as the portal's session token says. */
export const whoAmISchema = z.object({
  portal: z.object({ id: z.string(), name: z.string() }),
  firm: z.object({ id: z.string(), name: z.string() }),
  accountant: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    phone: z.string(),
  }),
  /** In Asia/Ho_Chi_Minh, by the server's clock. */
  today: calendarDateSchema,
});

/** Answer of `session.whoAmI`. */
export type WhoAmI = z.infer<typeof whoAmISchema>;
