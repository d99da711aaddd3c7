import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { emit } from '../events.ts';

/** The content that the page's address names: a view, and an order in it. */
export interface Place {
  view: 'orders' | 'unpaid';
  /** Empty for the list. */
  orderId: string;
}

const UNPAID = 'unpaid';

/**
 * The part of the page's address that names the content: after the host's route, as in `#orders/unpaid/<order>`.
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

/** The content of the public element, and its place in the page's address. */
interface RouteHost extends ReactiveControllerHost, HTMLElement, Place {
  route: string;
}

/**
 * Goes from one screen to another, tells the host, and keeps the page's address in step, so that the browser's Back, a
 * reload and a bookmark work.
 */
export class OrdersRoute implements ReactiveController {
  readonly #host: RouteHost;
  readonly #report: (problem: string) => void;
  /** Empty: the address is the host's alone. */
  #route = '';
  #given: string | null | undefined;
  /** The address when the element left the page; null: it has not. */
  #left: string | null = null;
  /** The last address that was not below the route, and the content then: the browser's Back leads there, too. */
  #outside = { hash: '', place: null as Place | null };

  /** @param report tells the developer that the route can't be read */
  constructor(host: RouteHost, report: (problem: string) => void) {
    this.#host = host;
    this.#report = report;
    host.addController(this);
    this.hostUpdate();
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#read);
    // It gets no changes while it is out of the page.
    if (this.#left !== null && this.#left !== location.hash) this.#read();
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#read);
    this.#left = location.hash;
  }

  hostUpdate(): void {
    const { route } = this.#host;
    if (route === this.#given) return;
    this.#given = route;
    const isReadable = !route || route.startsWith('#');
    if (!isReadable) this.#report('it does not begin with #.');
    this.#route = isReadable ? (route ?? '') : '';
    const { view, orderId } = this.#host;
    this.#outside = { hash: '', place: { view, orderId } };
    // An address that names nothing leaves the host's setting.
    if (location.hash !== this.#route) Object.assign(this.#host, this.#place);
  }

  /** The person goes somewhere else. */
  go(view: Place['view'], orderId: string): void {
    const { hash } = location;
    if (!placeAt(hash, this.#route)) {
      this.#outside = { hash, place: { view: this.#host.view, orderId: this.#host.orderId } };
    }
    this.#show({ view, orderId });
    if (this.#route !== '') location.hash = addressOf(this.#route, { view, orderId });
  }

  get #place(): Place | null {
    if (this.#route === '') return null;
    const { hash, place } = this.#outside;
    return placeAt(location.hash, this.#route) ?? (location.hash === hash ? place : null);
  }

  readonly #read = (): void => {
    const place = this.#place;
    if (place) this.#show(place);
  };

  #show({ view, orderId }: Place): void {
    const host = this.#host;
    if (view === host.view && orderId === host.orderId) return;
    Object.assign(host, { view, orderId });
    emit(host, 'renewal-screen', { screen: orderId ? 'order' : view, orderId });
  }
}
