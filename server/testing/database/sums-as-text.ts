import {
  AliasNode,
  CastNode,
  DataTypeNode,
  type KyselyPlugin,
  type OperationNode,
  SelectionNode,
  type SelectQueryNode,
} from 'kysely';

/**
 * Makes every sum and count arrive as text, as PostgreSQL's drivers return them: code that forgets to convert one then
 * answers with a text, or concatenates texts.
 */
export class SumsAsText implements KyselyPlugin {
  transformQuery({ node }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    return node.kind === 'SelectQueryNode' ? withTexts(node) : node;
  }

  async transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    return result;
  }
}

/** Only results: inside the database, sums are compared as numbers. */
function withTexts(query: SelectQueryNode): SelectQueryNode {
  if (!query.selections) return query;
  const selections = query.selections.map((chosen) => {
    const { selection } = chosen;
    if (selection.kind !== 'AliasNode' || !isSum(selection.node)) return chosen;
    const text = CastNode.create(selection.node, DataTypeNode.create('text'));
    return SelectionNode.create(AliasNode.create(text, selection.alias));
  });
  return { ...query, selections };
}

function isSum(node: OperationNode): boolean {
  if (node.kind === 'AggregateFunctionNode') {
    return ['sum', 'count'].includes((node as unknown as { func: string }).func);
  }
  if (node.kind !== 'SelectQueryNode') return false;
  const [first] = (node as SelectQueryNode).selections ?? [];
  return first?.selection.kind === 'AliasNode' && isSum(first.selection.node);
}
