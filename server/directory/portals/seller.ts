import type { Config } from '../../config/config.ts';
import type { Context } from '../../context/context.ts';

/** Who sells, as papers name it at their head; what is not known is empty. */
export interface Seller {
  name: string;
  taxCode: string;
  address: string;
}

/** As it is set; else by the name on the bank account, or the portal's. */
export function sellerOf(
  config: Pick<Config, 'seller' | 'bankTransfer'>,
  portalName: string,
): Seller {
  const name = config.bankTransfer?.accountHolder ?? portalName;
  return config.seller ?? { name, taxCode: '', address: '' };
}

/** Who sells through a portal. */
export async function readSeller(
  { db, config }: Pick<Context, 'db' | 'config'>,
  portalId: string,
): Promise<Seller> {
  const { name } = await db
    .selectFrom('portals')
    .select('name')
    .where('id', '=', portalId)
    .executeTakeFirstOrThrow();
  return sellerOf(config, name);
}
