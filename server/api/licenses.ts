import {
  findLicenseIdsSchema,
  listLicensesSchema,
  readLicensesSchema,
} from '../../shared/schemas/license-list.ts';
import { findLicenseIds } from '../choosing/find-license-ids.ts';
import { listLicenses } from '../choosing/list-licenses.ts';
import { readLicenses } from '../choosing/read-licenses.ts';
import { reading } from '../context/reading.ts';
import { bulkProcedure, procedure, router } from '../http/trpc.ts';

/** The firm's licences, to choose from for an order. */
export const licensesRouter = router({
  list: procedure
    .input(listLicensesSchema)
    .query(({ ctx, input }) =>
      reading(ctx.context, (context) => listLicenses(context, ctx.actor, input)),
    ),
  findIds: bulkProcedure
    .input(findLicenseIdsSchema)
    .query(({ ctx, input }) =>
      reading(ctx.context, (context) => findLicenseIds(context, ctx.actor, input)),
    ),
  read: bulkProcedure
    .input(readLicensesSchema)
    .query(({ ctx, input }) => readLicenses(ctx.context, ctx.actor, input)),
});
