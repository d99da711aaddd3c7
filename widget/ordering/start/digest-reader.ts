import { errorDetail, faultOf } from '../../api/fault.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { RenewalErrorDetail } from '../../error-codes.ts';
import { emit } from '../../events.ts';

/** Reads the licences that a digest, named by the host, still has to renew: once for each digest and sign-in. */
export class DigestReader {
  readonly #host: HTMLElement;
  readonly #onRead: (ids: readonly string[]) => void;
  #digestId = '';
  #api: FormSignIn['api'] | undefined;

  /**
   * @param host reports unreadable ids
   * @param onRead receives the ids of the digest's licences; none where all have been ordered
   */
  constructor(host: HTMLElement, onRead: (ids: readonly string[]) => void) {
    this.#host = host;
    this.#onRead = onRead;
  }

  read(digestId: string | null, { api }: FormSignIn): void {
    if (digestId === this.#digestId && api === this.#api) return;
    this.#digestId = digestId ?? '';
    this.#api = api;
    if (this.#digestId !== '') void this.#ask(this.#digestId, api);
  }

  async #ask(digestId: string, api: FormSignIn['api']): Promise<void> {
    try {
      const { ids } = await api.reminders.licenses.query({ digestId });
      const isAsked = digestId === this.#digestId && api === this.#api;
      if (isAsked) this.#onRead(ids);
    } catch (error) {
      emit(this.#host, 'renewal-error', faultDetail(error));
    }
  }
}

/** An id that is not the firm's, or no id at all, is the host's mistake. */
function faultDetail(error: unknown): RenewalErrorDetail {
  const fault = faultOf(error);
  if (fault.code !== 'NOT_FOUND') return errorDetail(fault);
  const message = 'digest: the firm has no such digest.';
  return { code: 'INVALID_PROPERTY', details: { property: 'digest', message } };
}
