import type { Work } from '../context/in-transaction.ts';

/** Wakes the streams that follow these topics, once the change is committed. */
export function publish(work: Work, ...topics: string[]): void {
  work.afterCommit(({ live }) => live.publish(...topics));
}
