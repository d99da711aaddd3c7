import type { LiveEvent, LiveTopic } from '../../../shared/schemas/live.ts';
import type { Session } from '../session.ts';
import { asState, type DataOf, isNews, type Wants } from './live-topics.ts';
import { SharedStream } from './shared-stream.ts';

interface Follower {
  signIn: Session;
  topic: LiveTopic;
  take: (event: LiveEvent) => void;
}

/** The streams of this page, by person. */
const pages = new Map<string, LivePage>();

/**
 * Follows a topic until `signal` aborts: first its present state, then each change. All elements of a page, and all
 * tabs in which one person has the portal open, share one stream.
 */
export function follow<Topic extends LiveTopic>(
  signIn: Session,
  signal: AbortSignal,
  topic: Topic,
  onData: (data: DataOf<Topic>) => void,
): void {
  if (signal.aborted) return;
  const person = personOf(signIn);
  const page = pages.get(person) ?? new LivePage(person);
  pages.set(person, page);
  const take = ({ data }: LiveEvent) => {
    if (!signal.aborted) onData(data as DataOf<Topic>);
  };
  const follower: Follower = { signIn, topic, take };
  page.add(follower);
  const leave = () => {
    page.remove(follower);
    if (page.isEmpty) pages.delete(person);
  };
  signal.addEventListener('abort', leave, { once: true });
}

/** One accountant of one firm at one portal's server. */
function personOf({ server, whoAmI }: Session): string {
  const { portal, firm, accountant } = whoAmI;
  const address = new URL(server, globalThis.document?.baseURI).href.replace(/\/+$/, '');
  return [address, portal.id, firm.id, accountant.id].map(encodeURIComponent).join(':');
}

/** This page's followers, for one person. */
class LivePage {
  readonly #followers = new Set<Follower>();
  /** The last event of each followed topic. */
  readonly #known = new Map<LiveTopic, LiveEvent>();
  readonly #stream: SharedStream;

  constructor(person: string) {
    this.#stream = new SharedStream(person, {
      wants: () => this.#wants(),
      // The newest one: an older element may have been left without a token.
      signIn: () => ([...this.#followers].at(-1) as Follower).signIn,
      receive: (event) => this.#receive(event),
    });
  }

  get isEmpty(): boolean {
    return this.#followers.size === 0;
  }

  add(follower: Follower): void {
    this.#followers.add(follower);
    const known = this.#known.get(follower.topic);
    if (known) queueMicrotask(() => follower.take(asState(known)));
    else this.#stream.update();
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower);
    if (this.isEmpty) {
      this.#stream.stop();
    } else if (!this.#wants().has(follower.topic)) {
      this.#known.delete(follower.topic);
      this.#stream.update();
    }
  }

  #wants(): Wants {
    const topics = [...this.#followers].map(({ topic }) => topic);
    return new Map(topics.map((topic) => [topic, this.#known.get(topic)?.position ?? null]));
  }

  #receive(event: LiveEvent): void {
    const followers = [...this.#followers].filter(({ topic }) => topic === event.topic);
    const known = this.#known.get(event.topic)?.position ?? null;
    if (followers.length === 0 || !isNews(event, known)) return;
    this.#known.set(event.topic, event);
    for (const follower of followers) follower.take(event);
  }
}
