import type { Config } from '../../config/config.ts';
import type { Context } from '../../context/context.ts';

/** The seller at the head of papers; unknown fields are empty. */
export interface Seller {
  name: string;
  taxCode: string;
  address: string;
}

/** From the settings; otherwise by the name on the bank account, or the portal's. */
export function sellerOf(
  config: Pick<Config, 'seller' | 'bankTransfer'>,
  portalName: string,
): Seller {
  const name = config.bankTransfer?.accountHolder ?? portalName;
  return config.seller ?? { name, taxCode: '', address: '' };
}

/** The seller, for an owner's questions. */
export interface SellerContact extends Seller {
  phone: string;
}

/** The seller behind a portal. */
export async function readSeller(
  { db, config }: Pick<Context, 'db' | 'config'>,
  portalId: string,
): Promise<SellerContact> {
  const { name } = await db
    .selectFrom('portals')
    .select('name')
    .where('id', '=', portalId)
    .executeTakeFirstOrThrow();
  return { ...sellerOf(config, name), phone: config.sellerPhone };
}
