import { lookUpCustomersSchema, searchCustomersSchema } from '../../shared/schemas/customer.ts';
import { bulkProcedure, procedure, router } from '../trpc.ts';
import { lookUpCustomers } from './look-up-customers.ts';
import { searchCustomers } from './search-customers.ts';

export const customersRouter = router({
  search: procedure
    .input(searchCustomersSchema)
    .query(({ ctx, input }) => searchCustomers(ctx.context, ctx.actor, input)),
  lookUp: bulkProcedure
    .input(lookUpCustomersSchema)
    .query(({ ctx, input }) => lookUpCustomers(ctx.context, ctx.actor, input)),
});
