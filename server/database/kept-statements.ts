/**
 * Numbers of the statements that each connection to PostgreSQL parses and plans once, by text. Only a few small
 * statements, whose planning is more work than their execution: each is remembered for good.
 */
const numbers = new Map<string, number>();

/** Part of each name, so that a change of the schema gives every statement a new name, and a new plan. */
let generation = 1;

/** Makes connections keep a statement, where they can. */
export function keepStatement(text: string): void {
  if (!numbers.has(text)) numbers.set(text, numbers.size + 1);
}

/** @returns undefined for a statement that is not kept */
export function statementName(text: string): string | undefined {
  const number = numbers.get(text);
  return number === undefined ? undefined : `kept_${generation}_${number}`;
}

/** Called after a change of the schema: the plans that connections have kept are of no use. */
export function forgetStatements(): void {
  generation++;
}
