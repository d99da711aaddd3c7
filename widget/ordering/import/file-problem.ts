import type { FileProblem } from './xlsx/unreadable-file.ts';

export type { FileProblem } from './xlsx/unreadable-file.ts';

/** A file that the page itself can't read; the reader of workbooks, which runs in a worker, has a similar error. */
export class UnreadableFile extends Error {
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** The problem with the file; undefined for an error of another kind. */
export function fileProblemOf(error: unknown): FileProblem | undefined {
  return error instanceof Error && 'problem' in error ? (error.problem as FileProblem) : undefined;
}
