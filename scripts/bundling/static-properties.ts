import { parseAst } from 'vite';

/** A node of the syntax tree, as far as this file reads it. */
interface Node {
  type: string;
  start: number;
  end: number;
  name?: string;
  value?: unknown;
  expression?: Node;
  callee?: Node;
  object?: Node;
  arguments?: Node[];
  elements?: Node[];
}

/** A compiled decorator: `_decorate([property({…})], Element.prototype, "name", void 0)`. */
interface Decorated extends Pick<Node, 'start' | 'end'> {
  decorator: string;
  argument: string;
  element: string;
  field: string;
}

/**
 * Replaces Lit's decorators of fields by static `properties` and getters: a browser then needs
 * neither the decorators nor the helper that applies them, nor a call for each field.
 *
 * @param code a module's JavaScript, its decorators compiled
 */
export function withStaticProperties(code: string): string {
  if (!code.includes('lit/decorators.js')) return code;
  const decorated = (parseAst(code).body as Node[]).flatMap(
    (each) => decoratedIn(each, code) ?? [],
  );
  const properties = Map.groupBy(
    decorated.filter(({ decorator }) => decorator !== 'query'),
    ({ element }) => element,
  );
  return decorated.reduceRight((text, each) => {
    // All properties of an element are written where its first one stood.
    const all = properties.get(each.element) ?? [];
    const by = each.decorator === 'query' ? getter(each) : each === all[0] ? assignment(all) : '';
    return text.slice(0, each.start) + by + text.slice(each.end);
  }, code);
}

function decoratedIn({ start, end, expression }: Node, code: string): Decorated | null {
  const [decorators, target, field, descriptor] = expression?.arguments ?? [];
  const [call, ...others] = decorators?.elements ?? [];
  const { callee, arguments: [argument] = [] } = call ?? {};
  const isField = descriptor?.type === 'UnaryExpression' && others.length === 0;
  if (!isField || !/^(property|state|query)$/.test(callee?.name ?? '')) return null;
  return {
    start,
    end,
    decorator: callee?.name ?? '',
    argument: argument ? code.slice(argument.start, argument.end) : '',
    element: target?.object?.name ?? '',
    field: String(field?.value),
  };
}

function assignment(all: readonly Decorated[]): string {
  const options = all.map(({ decorator, field, argument }) =>
    decorator === 'state' ? `${field}: { state: true }` : `${field}: ${argument || '{}'}`,
  );
  return `${all[0]?.element}.properties = { ${options.join(', ')} };`;
}

function getter({ element, field, argument }: Decorated): string {
  const body = `return this.renderRoot?.querySelector(${argument}) ?? null;`;
  return `Object.defineProperty(${element}.prototype, "${field}", { get() { ${body} } });`;
}
