import type { FormSignIn } from '../../api/sign-in.ts';
import { DigestReader } from './digest-reader.ts';
import { CustomersReader, type Listed } from './read-customers.ts';

const LISTS: readonly Listed[] = ['customers', 'licenses'];

/** The element on which the host sets its choice. */
type Host = HTMLElement & Record<Listed, unknown> & { digest: string | null };

interface Options {
  /** Receives a message for the host's developer about unreadable parts. */
  onProblem(listed: Listed, problem: string): void;
  /** Receives the ids of a digest's licences. */
  onDigest(ids: readonly string[]): void;
}

/** Reads the customers, licences and digest that the host sets, also those set before it was loaded with the form. */
export class HandedOver {
  readonly #host: Host;
  readonly #readers: readonly CustomersReader[];
  readonly #digest: DigestReader;

  constructor(host: Host, { onProblem, onDigest }: Options) {
    this.#host = host;
    this.#readers = LISTS.map((listed) => {
      return new CustomersReader(listed, (problem) => onProblem(listed, problem));
    });
    this.#digest = new DigestReader(host, onDigest);
    for (const reader of this.#readers) reader.read(host[reader.listed]);
  }

  /** The choices for the present sign-in: codes of customers and marked ids of licences. */
  get chosen(): readonly string[] {
    return this.#readers.flatMap(({ chosen }) => chosen);
  }

  /** @param changed what the host has set; an array may also have been changed in place */
  read(changed: ReadonlyMap<PropertyKey, unknown>): void {
    for (const reader of this.#readers) {
      const given = this.#host[reader.listed];
      if (changed.has(reader.listed) || Array.isArray(given)) reader.read(given);
    }
  }

  readDigest(signIn: FormSignIn): void {
    this.#digest.read(this.#host.digest, signIn);
  }

  /** Drops the choices made for the person who was signed in before. */
  forget(): void {
    for (const reader of this.#readers) reader.forget();
  }
}
