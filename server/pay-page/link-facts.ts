import type { CalendarDate } from '../../shared/calendar-date.ts';
import type { Locale, PaymentMethod } from '../../shared/schemas/common.ts';
import type { PaymentMethods } from '../../shared/schemas/payment.ts';
import type { SellerContact } from '../directory/portals/seller.ts';
import type { LinkState } from './link-state.ts';
import type { Say } from './say.ts';

/** Everything that a link's page shows. */
export interface LinkView {
  say: Say;
  locale: Locale;
  /** The page's own address, `/pay/<token>`. */
  path: string;
  /** Nothing on the page is to be chosen: without JavaScript, it reloads itself. */
  isWaiting: boolean;
  firmName: string;
  today: CalendarDate;
  seller: SellerContact;
  /** The address of the seller's logo; null: none. */
  logo: string | null;
  state: LinkState;
  methods: PaymentMethods['methods'];
  /** The reason why the submitted form led nowhere; null when it succeeded, or none was submitted. */
  problem: string | null;
  /** The method that the problem is about, if any. */
  refused: PaymentMethod | null;
}
