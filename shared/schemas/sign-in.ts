import * as z from 'zod/mini';
import { calendarDateSchema } from './common.ts';

/** The signed-in person, from the portal's sign-in token. */
export const whoAmISchema = z.object({
  portal: z.object({ id: z.string(), name: z.string() }),
  firm: z.object({ id: z.string(), name: z.string() }),
  accountant: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    phone: z.string(),
  }),
  /** Today in Asia/Ho_Chi_Minh, by the server's clock. */
  today: calendarDateSchema,
});

/** Answer of `signIn.whoAmI`. */
export type WhoAmI = z.infer<typeof whoAmISchema>;
