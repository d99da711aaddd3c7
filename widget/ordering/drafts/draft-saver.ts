import { LIMITS } from '../../../shared/limits.ts';
import type { DraftDetails, DraftSummary } from '../../../shared/schemas/draft.ts';
import { type Fault, faultOf, isPassing } from '../../api/fault.ts';
import { loadFaultWords, sayFault } from '../../api/fault-words.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import type { DraftStorage } from '../start/draft-storage.ts';
import { changesSince, isSameSaved, toDraft } from './saved-draft.ts';

/** Pause in typing after which the draft is saved, and longest time without a save while typing goes on: ms. */
const PAUSE_MS = 1_500;
const LONGEST_MS = 15_000;

/** Pauses between tries to save, even while typing goes on, in ms. */
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 60_000;

/** The server's state of a draft. */
interface Base {
  id: string;
  version: number;
  /** The draft as it was saved; null: not known here, as after a reload. */
  draft: Draft | null;
}

/** The form whose draft is saved. */
export interface SaverHost {
  readonly signIn: FormSignIn;
  readonly draft: Draft;
  readonly storage: DraftStorage;
  /** Whether the draft is being filled, asked about or ordered: nothing is saved meanwhile. */
  readonly isHeld: boolean;
  requestUpdate(): void;
  /** Another tab of this browser has changed the draft. */
  sync(): void;
  /** Takes the server's newer draft over, where nothing was typed here. */
  follow(draft: Draft): void;
  /** Asks, since the draft was saved elsewhere; `base`: the draft before both changes. */
  askChanged(details: DraftDetails, base: Draft | null): void;
  /** Asks, since the draft is kept no longer. */
  askEnded(orderNumber: string | null): void;
}

/** Time of the draft's last save; or that it is not saved, and the reason where trying again does not help. */
export type SaveStatus = { savedAt: number } | { unsaved: string | null } | null;

/** Saves the draft on the server at every pause: only its changes, and never over another's save. */
export class DraftSaver {
  readonly #host: SaverHost;
  #base: Base | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Beginning of the present unsaved changes; null: there are none. */
  #since: number | null = null;
  #failures = 0;
  /** Time before which a failed save is not tried again. */
  #pausedUntil = 0;
  /** The person has as many drafts as one may keep: nothing is sent until there are fewer. */
  #isFull = false;
  #saving: Promise<void> | null = null;
  #isStopped = false;

  status: SaveStatus = null;
  /** The person's drafts; null until they are known. */
  drafts: readonly DraftSummary[] | null = null;

  constructor(host: SaverHost) {
    this.#host = host;
  }

  start(): void {
    this.#isStopped = false;
    addEventListener('online', this.#handleOnline);
    document.addEventListener('visibilitychange', this.#handleVisibility);
  }

  stop(): void {
    // The form may be taken away within a pause, by a page that stays.
    if (!this.#isFull) void this.#save();
    this.#isStopped = true;
    clearTimeout(this.#timer);
    removeEventListener('online', this.#handleOnline);
    document.removeEventListener('visibilitychange', this.#handleVisibility);
  }

  /** Compares this browser's draft with the server's. */
  async begin(): Promise<void> {
    await this.look();
    this.change();
  }

  /** Reads the list of drafts, and whether this one was saved elsewhere. */
  async look(): Promise<void> {
    const { signIn } = this.#host;
    const { version } = this.#baseOf(this.#host.draft);
    const found = await signIn.api.drafts.list.query().catch(() => null);
    if (found === null || this.#isStopped || this.#saving) return;
    const { draft, isHeld } = this.#host;
    const base = this.#baseOf(draft);
    // The list may be from before a save made meanwhile: a draft that is new there would seem to be deleted.
    if (base.version !== version) return await this.look();
    this.take(found.drafts);
    const present = found.drafts.find(({ id }) => id === draft.requestId);
    if (isHeld) return;
    if (present && present.version !== base.version) {
      await this.#meet({ code: 'DRAFT_CHANGED', draft: present }, draft, base);
    } else if (!present && base.version > 0) this.#host.askEnded(null);
    this.#host.requestUpdate();
  }

  /** Takes over a newer list of the person's drafts. */
  take(drafts: readonly DraftSummary[]): void {
    this.drafts = drafts;
    if (!this.#isFull || drafts.length >= LIMITS.drafts) return;
    this.#try();
    this.change();
  }

  /** Call at every change of the draft. */
  change(): void {
    const { draft } = this.#host;
    if (!this.#needsSaving(draft)) {
      this.#showSaved(draft);
      return;
    }
    const now = performance.now();
    this.#since ??= now;
    if (this.#isFull) return;
    const due = Math.min(now + PAUSE_MS, this.#since + LONGEST_MS);
    this.#saveIn(Math.max(due, this.#pausedUntil) - now);
  }

  /** Whether the server has the draft's present state, as far as this browser knows. */
  #showSaved(draft: Draft): void {
    const { version } = this.#baseOf(draft);
    const { saved } = this.#host.storage;
    if (version === 0 || saved?.version !== version) return;
    this.status = { savedAt: saved.savedAt };
    this.#host.requestUpdate();
  }

  /**
   * Saves now.
   *
   * @returns whether the server has the draft's present state
   */
  async flush(): Promise<boolean> {
    while (this.#saving) await this.#saving;
    this.#try();
    await this.#save();
    return !this.#needsSaving(this.#host.draft);
  }

  /** Goes on from a draft that the server has, as it was read from there. */
  adopt(details: DraftDetails, draft: Draft): void {
    const { id, version, savedAt } = details;
    this.#begin({ id, version, draft });
    this.status = { savedAt };
    this.#note(savedAt);
  }

  /** Goes on from the server's version, with changes to it that are not saved yet. */
  rebase(details: DraftDetails): void {
    this.#base = { id: details.id, version: details.version, draft: toDraft(details) };
  }

  /** Another draft, which the server does not have, has replaced the one that was shown. */
  forget(): void {
    this.#begin(null);
    this.status = null;
  }

  /** Saves a draft before another takes its place. @throws why it could not be saved */
  async leave(former: Draft): Promise<void> {
    while (this.#saving) await this.#saving;
    if (!this.#needsSaving(former)) return;
    const base = this.#baseOf(former);
    const leaving = this.#persist(former, base).catch(async (error) => {
      const own = this.#lostSave(faultOf(error), former);
      if (own === null) throw error;
      await this.#persist(former, own);
    });
    this.#saving = leaving
      .catch(() => {})
      .finally(() => {
        this.#saving = null;
      });
    await leaving;
  }

  #begin(base: Base | null): void {
    this.#base = base;
    this.#since = null;
    this.#try();
  }

  /** The next save is tried in its turn, also after a failure. */
  #try(): void {
    this.#isFull = false;
    this.#pausedUntil = 0;
  }

  #needsSaving(draft: Draft): boolean {
    const { version, draft: saved } = this.#baseOf(draft);
    if (version === 0) return filledRows(draft).length > 0;
    return saved === null || !isSameSaved(saved, draft);
  }

  /** The server's state of a draft; tabs of one browser tell each other the version. */
  #baseOf(draft: Draft): Base {
    const { requestId: id } = draft;
    const own = this.#base?.id === id ? this.#base : null;
    const { storage } = this.#host;
    const { saved } = storage;
    if (saved?.id === id && saved.version > (own?.version ?? 0)) {
      const isStored = saved.revision === storage.revision && !storage.isWaiting;
      this.#base = { id, version: saved.version, draft: isStored ? draft : null };
      return this.#base;
    }
    return own ?? { id, version: 0, draft: null };
  }

  #saveIn(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), pause);
  }

  async #save(): Promise<void> {
    const { draft, isHeld, storage } = this.#host;
    if (this.#saving || isHeld || this.#isStopped || !this.#needsSaving(draft)) return;
    // First in this browser; if another tab has changed it there, the person decides.
    if (!storage.flush()) return this.#host.sync();
    const base = this.#baseOf(draft);
    this.#saving = this.#persist(draft, base)
      .catch((error) => this.#meet(faultOf(error), draft, base))
      .finally(() => {
        this.#saving = null;
        this.#host.requestUpdate();
        // The list has one more now.
        if (base.version === 0) void this.look();
      });
    await this.#saving;
  }

  async #persist(draft: Draft, base: Base): Promise<void> {
    const { signIn, storage } = this.#host;
    const { version, savedAt } = await signIn.api.drafts.save.mutate({
      draftId: draft.requestId,
      version: base.version,
      editor: storage.editor,
      ...changesSince(base.draft, draft),
    });
    if (this.#host.draft.requestId !== draft.requestId) return;
    this.#failures = 0;
    this.#begin({ id: draft.requestId, version, draft });
    this.status = version === 0 ? null : { savedAt };
    this.#note(savedAt);
    this.change();
  }

  /** Tells other tabs, and this one after a reload, the server's state. */
  #note(savedAt: number): void {
    const { storage, draft } = this.#host;
    const base = this.#base as Base;
    const isShown = base.draft === draft && storage.flush();
    const revision = isShown ? storage.revision : null;
    storage.noteSaved({ id: base.id, version: base.version, savedAt, revision });
  }

  async #meet(fault: Fault, draft: Draft, base: Base): Promise<void> {
    const { signIn } = this.#host;
    if (this.#isStopped || this.#host.draft.requestId !== draft.requestId) return;
    if (fault.code === 'DRAFT_ENDED') return this.#host.askEnded(fault.orderNumber ?? null);
    if (fault.code === 'DRAFT_CHANGED' && fault.draft) {
      const own = this.#lostSave(fault, draft);
      if (own !== null) {
        this.#base = own;
        return this.#saveIn(0);
      }
      const read = signIn.api.drafts.get.query({ draftId: draft.requestId });
      const details = await read.catch(() => null);
      if (details !== null) return this.#compare(details, base);
    }
    await this.#fail(fault);
  }

  /** The server's state after a save from here whose answer never came; null: the fault is another. */
  #lostSave({ code, draft: saved }: Fault, { requestId: id }: Draft): Base | null {
    if (code !== 'DRAFT_CHANGED' || saved?.editor !== this.#host.storage.editor) return null;
    return { id, version: saved.version, draft: null };
  }

  /** The server has a newer draft than this browser: asks, unless nothing was typed here since. */
  #compare(details: DraftDetails, base: Base): void {
    const { draft, isHeld } = this.#host;
    // The draft has been ordered meanwhile, or is being ordered: the confirmed state stays.
    if (details.id !== draft.requestId || isHeld || this.#isStopped) return;
    if (base.draft === null || !isSameSaved(base.draft, draft)) {
      this.status = null;
      this.#host.askChanged(details, base.draft);
      return;
    }
    const newer = toDraft(details);
    this.#host.follow(newer);
    this.adopt(details, newer);
  }

  async #fail(fault: Fault): Promise<void> {
    const { signIn } = this.#host;
    await loadFaultWords(signIn, fault);
    const canPass = isPassing(fault) || fault.code === 'DRAFT_CHANGED';
    this.status = { unsaved: canPass ? null : sayFault(signIn, fault) };
    this.#isFull = fault.code === 'TOO_MANY_DRAFTS';
    const pause = Math.min(RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS);
    this.#pausedUntil = performance.now() + pause;
    if (canPass && !this.#isStopped) this.#saveIn(pause);
  }

  readonly #handleOnline = (): void => {
    if (this.#since === null || this.#isFull) return;
    this.#pausedUntil = 0;
    this.#saveIn(0);
  };

  readonly #handleVisibility = (): void => {
    if (!document.hidden) void this.look();
    else if (!this.#isFull) void this.#save();
  };
}
