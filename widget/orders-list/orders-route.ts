/** What an address of the page says is shown: a view, and an order in it. */
export interface Place {
  view: 'orders' | 'unpaid';
  /** Empty for the list. */
  orderId: string;
}

const UNPAID = 'unpaid';

/**
 * The part of the page's address that says what is shown: after the host's route, as in `#orders/unpaid/<order>`.
 *
 * @returns null where the address is not below the route
 */
export function placeAt(hash: string, route: string): Place | null {
  if (hash !== route && !hash.startsWith(`${route}/`)) return null;
  const parts = hash.slice(route.length).split('/').filter(Boolean);
  const view = parts[0] === UNPAID ? UNPAID : 'orders';
  return { view, orderId: parts[view === UNPAID ? 1 : 0] ?? '' };
}

export function addressOf(route: string, { view, orderId }: Place): string {
  return [route, ...(view === UNPAID ? [UNPAID] : []), ...(orderId ? [orderId] : [])].join('/');
}

/** Keeps the page's address and what is shown the same, so that the browser's Back, a reload and a bookmark work. */
export class OrdersRoute {
  readonly #onPlace: (place: Place) => void;
  #route = '';

  constructor(onPlace: (place: Place) => void) {
    this.#onPlace = onPlace;
  }

  /** Follows the address from now on; an empty route follows none. */
  follow(route: string): void {
    this.#route = route;
    removeEventListener('hashchange', this.#read);
    if (route !== '') addEventListener('hashchange', this.#read);
  }

  /** The place that the address names; null: it names none below the route. */
  get place(): Place | null {
    if (this.#route === '' || location.hash === this.#route) return null;
    return placeAt(location.hash, this.#route);
  }

  /** The person has gone to another place. */
  write(place: Place): void {
    if (this.#route !== '') location.hash = addressOf(this.#route, place);
  }

  stop(): void {
    removeEventListener('hashchange', this.#read);
  }

  readonly #read = (): void => {
    const place = placeAt(location.hash, this.#route);
    if (place) this.#onPlace(place);
  };
}
