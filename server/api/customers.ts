import {
  lookUpCustomersSchema,
  lookUpLicensesSchema,
  lookUpNamesSchema,
  searchCustomersSchema,
} from '../../shared/schemas/customer.ts';
import { reading } from '../context/reading.ts';
import { lookUpCustomers } from '../directory/customers/look-up-customers.ts';
import { lookUpLicenses } from '../directory/customers/look-up-licenses.ts';
import { lookUpNames } from '../directory/customers/look-up-names.ts';
import { searchCustomers } from '../directory/customers/search-customers.ts';
import { bulkProcedure, procedure, router } from '../http/trpc.ts';

export const customersRouter = router({
  search: procedure
    .input(searchCustomersSchema)
    .query(({ ctx, input }) =>
      reading(ctx.context, (context) => searchCustomers(context, ctx.actor, input)),
    ),
  lookUp: bulkProcedure
    .input(lookUpCustomersSchema)
    .query(({ ctx, input }) => lookUpCustomers(ctx.context, ctx.actor, input)),
  lookUpNames: bulkProcedure
    .input(lookUpNamesSchema)
    .query(({ ctx, input }) => lookUpNames(ctx.context, ctx.actor, input)),
  lookUpLicenses: bulkProcedure
    .input(lookUpLicensesSchema)
    .query(({ ctx, input }) => lookUpLicenses(ctx.context, ctx.actor, input)),
});
