import { parseAst } from 'vite';

/** A node of the syntax tree, as far as this file reads it. */
interface Node {
  type: string;
  start: number;
  end: number;
  name?: string;
  value?: unknown;
  /** The class that a module exports. */
  declaration?: Node | null;
  id?: Node | null;
  body?: Node;
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

/** A text to write in the place of another. */
type Edit = Pick<Node, 'start' | 'end'> & { by: string };

/**
 * Replaces Lit's decorators of fields by static `properties` and getters: a browser then needs
 * neither the decorators nor the helper that applies them, nor a call for each field.
 *
 * @param code a module's JavaScript, its decorators compiled
 */
export function withStaticProperties(code: string): string {
  if (!code.includes('lit/decorators.js')) return code;
  const statements = parseAst(code).body as Node[];
  const decorated = statements.flatMap((each) => decoratedIn(each, code) ?? []);
  const ends = endsOfClasses(statements);
  const byElement = Map.groupBy(decorated, ({ element }) => element);
  const edits = [...byElement].flatMap(([element, all]): Edit[] => {
    const end = ends.get(element);
    if (end === undefined) return [];
    const [queries, properties] = [true, false].map((isQuery) =>
      all.filter(({ decorator }) => (decorator === 'query') === isQuery),
    ) as [Decorated[], Decorated[]];
    return [
      { start: end, end, by: queries.map(getter).join('') },
      // All properties of an element are written where its first one stood.
      ...all.map(({ start, end }) => ({
        ...{ start, end },
        by: start === properties[0]?.start ? assignment(properties) : '',
      })),
    ];
  });
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, by }) => text.slice(0, start) + by + text.slice(end), code);
}

/** Places of the closing braces of a module's classes, by name. */
function endsOfClasses(statements: readonly Node[]): Map<string, number> {
  const declared = statements.map((each) => each.declaration ?? each);
  const classes = declared.filter(({ type }) => type === 'ClassDeclaration');
  return new Map(classes.map(({ id, body }) => [id?.name ?? '', (body?.end ?? 0) - 1]));
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

function getter({ field, argument }: Decorated): string {
  return `get ${field}() { return this.renderRoot?.querySelector(${argument}) ?? null; }`;
}
