import type { LiveTopic } from '../../../shared/schemas/live.ts';
import type { Session } from '../session.ts';
import type { DataOf } from './live-topics.ts';

/** Pause before loading the code again when that failed, in milliseconds. */
const PAUSE_MS = 20_000;

/** {@link follow}, loaded on first use. */
export async function followLive<Topic extends LiveTopic>(
  signIn: Session,
  signal: AbortSignal,
  topic: Topic,
  onData: (data: DataOf<Topic>) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { follow } = await import('./live.ts');
      follow(signIn, signal, topic, onData);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
