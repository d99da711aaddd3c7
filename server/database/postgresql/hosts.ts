import { addressesIn } from '../../foundation/database-address.ts';

/** The servers that a URL names. One is taken for the primary until it proves not to be. */
export class Hosts {
  readonly #urls: readonly string[];
  #index = 0;

  /** @param url as libpq's, with one host or several after each other: `postgres://user@one:5432,two:5432/name` */
  constructor(url: string) {
    this.#urls = addressesIn(url);
  }

  /** The URL of the present server. */
  get present(): string {
    return this.#urls[this.#index] as string;
  }

  get count(): number {
    return this.#urls.length;
  }

  /** Goes on to the next server, unless another caller has done so. */
  leave(url: string): void {
    if (url === this.present) this.#index = (this.#index + 1) % this.#urls.length;
  }
}
