/** The reasons why a file can't be read. */
export type FileProblem =
  /** The file itself, or what it unpacks to. */
  | 'tooLarge'
  | 'tooManyLines'
  /** A file of a kind that is not read: a picture, a PDF, a document. */
  | 'notATable'
  /** Excel's format before 2007, or a file with a password: both begin alike. */
  | 'oldOrLocked'
  | 'damaged'
  | 'empty';

export class UnreadableFile extends Error {
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** The problem of any error met while a file is read. */
export function problemOf(error: unknown): FileProblem {
  return error instanceof UnreadableFile ? error.problem : 'damaged';
}
