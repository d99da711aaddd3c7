import type { ReactiveControllerHost } from 'lit';
import { errorDetail, faultOf } from '../../api/fault.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { RenewalErrorDetail } from '../../error-codes.ts';
import { emit } from '../../events.ts';
import { licenseChoice } from '../draft/license-choice.ts';

/** Reads which licences a digest, named by the host, still has to renew: once for each digest and sign-in. */
export class DigestReader {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #digestId = '';
  #api: FormSignIn['api'] | undefined;
  #chosen: readonly string[] = [];

  /** @param host renders again once they are read, and reports what can't be */
  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** @returns codes of customers and marked ids of licences; none until they are read */
  read(digestId: string | null, { api }: FormSignIn): readonly string[] {
    if (digestId === this.#digestId && api === this.#api) return this.#chosen;
    this.#digestId = digestId ?? '';
    this.#api = api;
    this.#chosen = [];
    if (this.#digestId !== '') void this.#ask(this.#digestId, api);
    return this.#chosen;
  }

  async #ask(digestId: string, api: FormSignIn['api']): Promise<void> {
    try {
      const { customers, licenses } = await api.reminders.licenses.query({ digestId });
      if (digestId !== this.#digestId || api !== this.#api) return;
      this.#chosen = [...customers, ...licenses.map(licenseChoice)];
      this.#host.requestUpdate();
    } catch (error) {
      emit(this.#host, 'renewal-error', faultDetail(error));
    }
  }
}

/** An id that is none of the firm's, or none at all, is the host's mistake. */
function faultDetail(error: unknown): RenewalErrorDetail {
  const fault = faultOf(error);
  if (fault.code !== 'NOT_FOUND' && fault.code !== 'INVALID_INPUT') return errorDetail(fault);
  const message = 'digest: the firm has no such digest.';
  return { code: 'INVALID_PROPERTY', details: { property: 'digest', message } };
}
