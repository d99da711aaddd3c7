/**
 * Statements that PostgreSQL parses and plans once for each connection, by name. Few and small ones, whose planning is more
 * work than their execution: each is remembered for good.
 */
const numbers = new Map<string, number>();

/** Part of each name, so that statements of an older schema are planned anew under another. */
let generation = 1;

/** Has a connection keep a statement, where it can. */
export function keepStatement(text: string): void {
  if (!numbers.has(text)) numbers.set(text, numbers.size + 1);
}

/** @returns undefined for a statement that is not kept */
export function statementName(text: string): string | undefined {
  const number = numbers.get(text);
  return number === undefined ? undefined : `kept_${generation}_${number}`;
}

/** The schema has changed: what connections have kept is of no use. */
export function forgetStatements(): void {
  generation++;
}
