import { PostgresAdapter, type RawBuilder, RawNode, sql } from 'kysely';
import type { Reader } from './db.ts';

export type Engine = 'sqlite' | 'postgresql';

/** The database engine of a connection or a transaction. */
export function engineOf(db: Pick<Reader, 'getExecutor'>): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgresql' : 'sqlite';
}

/** A piece of SQL in both engines' words; `PostgresqlCompiler` takes the second one. */
interface TwoWordedNode extends RawNode {
  postgresql: RawNode;
}

/** SQL that the engines word differently; the query's own connection decides when it is compiled. */
export function byEngine<Value>(words: {
  sqlite: RawBuilder<Value>;
  postgresql: RawBuilder<Value>;
}): RawBuilder<Value> {
  const node = (): TwoWordedNode => ({
    ...rawNode(words.sqlite),
    postgresql: rawNode(words.postgresql),
  });
  return sql<Value>`${{ expressionType: undefined, toOperationNode: node }}`;
}

/** The PostgreSQL wording of a node, where it has one of its own. */
export function wordsForPostgresql(node: RawNode): RawNode {
  return 'postgresql' in node ? (node as TwoWordedNode).postgresql : node;
}

function rawNode(words: RawBuilder<unknown>): RawNode {
  const node = words.toOperationNode();
  return RawNode.is(node) ? node : RawNode.createWithChild(node);
}
