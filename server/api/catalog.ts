import { listProducts } from '../directory/catalog/list-products.ts';
import { listPlans } from '../directory/catalog/plans.ts';
import { procedure, router } from '../http/trpc.ts';

export const catalogRouter = router({
  plans: procedure.query(({ ctx }) => listPlans(ctx.context, ctx.actor)),
  products: procedure.query(({ ctx }) => listProducts(ctx.context, ctx.actor)),
});
