import type { LiveTopic } from '../../shared/schemas/live.ts';
import type { DataOf } from './live-topics.ts';
import type { Session } from './session.ts';

/** Where the code for it can't be loaded, it is tried again after so long, in milliseconds. */
const PAUSE = 20_000;

/** {@link follow}, which is loaded when something is first followed. */
export async function followLive<Topic extends LiveTopic>(
  session: Session,
  signal: AbortSignal,
  topic: Topic,
  onData: (data: DataOf<Topic>) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { follow } = await import('./live.ts');
      follow(session, signal, topic, onData);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}
