import { errorText } from '../server/foundation/thrown.ts';

/** What `parseArgs` says of wrong arguments: its first sentence; the rest is about those that begin with a hyphen. */
export function argumentProblem(error: unknown): string {
  const [problem] = errorText(error).split('. ');
  return `${problem}.`;
}
