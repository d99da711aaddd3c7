import { mock } from 'node:test';
import Database from 'better-sqlite3';

/** A statement as SQLite ran it. */
export interface Statement {
  text: string;
  /** SQLite's ways to find the rows, one step each: https://www.sqlite.org/eqp.html */
  plan: string[];
}

interface Run {
  statement: Database.Statement;
  parameters: unknown[];
}

/** The statements that run during an action, on any connection of this process, in order. SQLite only. */
export async function statementsOf(deed: () => Promise<unknown>): Promise<Statement[]> {
  const runs: Run[] = [];
  const probe = new Database(':memory:');
  const prototype: Database.Statement = Object.getPrototypeOf(probe.prepare('select 1'));
  probe.close();
  const mocks = (['all', 'run', 'get', 'iterate'] as const).map((method) => {
    const original = prototype[method] as (...parameters: unknown[]) => unknown;
    return mock.method(
      prototype,
      method,
      function (this: Database.Statement, ...parameters: unknown[]) {
        runs.push({ statement: this, parameters });
        return original.apply(this, parameters);
      },
    );
  });
  try {
    await deed();
  } finally {
    for (const each of mocks) each.mock.restore();
  }
  return runs.map(({ statement, parameters }) => ({
    text: statement.source,
    plan: planOf(statement, parameters),
  }));
}

function planOf({ database, source }: Database.Statement, parameters: unknown[]): string[] {
  const steps = database.prepare(`explain query plan ${source}`).all(...parameters);
  return steps.map((step) => (step as { detail: string }).detail);
}
