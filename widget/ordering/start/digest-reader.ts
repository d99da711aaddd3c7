import { errorDetail, faultOf } from '../../api/fault.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { RenewalErrorDetail } from '../../error-codes.ts';
import { licenseChoice } from '../draft/license-choice.ts';

/** Reads which licences a digest, named by the host, still has to renew: once for each digest and sign-in. */
export class DigestReader {
  readonly #onRead: () => void;
  readonly #report: (detail: RenewalErrorDetail) => void;
  #digestId = '';
  #api: FormSignIn['api'] | undefined;

  /** Codes of customers and marked ids of licences; empty until they are read. */
  chosen: readonly string[] = [];

  constructor(onRead: () => void, report: (detail: RenewalErrorDetail) => void) {
    this.#onRead = onRead;
    this.#report = report;
  }

  read(digestId: string, { api }: FormSignIn): void {
    if (digestId === this.#digestId && api === this.#api) return;
    this.#digestId = digestId;
    this.#api = api;
    this.chosen = [];
    if (digestId !== '') void this.#ask(digestId, api);
  }

  async #ask(digestId: string, api: FormSignIn['api']): Promise<void> {
    try {
      const { customers, licenses } = await api.reminders.licenses.query({ digestId });
      if (digestId !== this.#digestId || api !== this.#api) return;
      this.chosen = [...customers, ...licenses.map(licenseChoice)];
      this.#onRead();
    } catch (error) {
      this.#report(faultDetail(error));
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
