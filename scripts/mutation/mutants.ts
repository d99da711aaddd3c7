import { parseSync } from 'vite';

/** One small change to a source text, such as a removed check. */
export interface Mutant {
  start: number;
  end: number;
  text: string;
}

/** A node of the syntax tree, as far as this file reads it. */
interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** Boundaries and opposites. */
const OPERATORS: Record<string, readonly string[]> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
};

const NAMES: Record<string, string> = { some: 'every', every: 'some', min: 'max', max: 'min' };

/** Steps of a query or a list that can be left out of their chain. */
const STEPS = new Set(['where', 'whereRef', 'orderBy', 'limit', 'filter', 'slice', 'toSorted']);

/** All mutants of a TypeScript source, in the order of their places. */
export function mutantsOf(source: string): Mutant[] {
  const { program, errors } = parseSync('source.ts', source);
  if (errors.length > 0) throw new Error(`The source does not parse: ${errors[0]?.message}`);
  const mutants: Mutant[] = [];
  walk(program as unknown as Node, (node) => mutants.push(...mutantsAt(node, source)));
  return mutants.sort((a, b) => a.start - b.start);
}

function walk(node: Node, visit: (node: Node) => void): void {
  // Types do nothing at run time, and imports can only break.
  if (/^TS(Type|Interface|Enum|Module)|^Import/.test(node.type)) return;
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') walk(child as Node, visit);
    }
  }
}

function mutantsAt(node: Node, source: string): Mutant[] {
  const replace = ({ start, end }: Node, text: string): Mutant => ({ start, end, text });
  const [left, right, test] = [node.left, node.right, node.test] as Node[];
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return test ? [replace(test, 'true'), replace(test, 'false')] : [];
    case 'LogicalExpression': {
      if (!left || !right) return [];
      if (node.operator === '??') return [replace(node, textOf(left, source))];
      const neutral = node.operator === '&&' ? 'true' : 'false';
      return [replace(left, neutral), replace(right, neutral)];
    }
    case 'BinaryExpression':
    case 'AssignmentExpression':
      return left && right ? operatorMutants(node, left, right, source) : [];
    case 'UnaryExpression':
      return node.operator === '!' ? [replace(node, textOf(node.argument as Node, source))] : [];
    case 'ExpressionStatement':
      return isDeed(node.expression as Node, source) ? [replace(node, ';')] : [];
    case 'Literal':
      return typeof node.value === 'boolean' ? [replace(node, String(!node.value))] : [];
    case 'CallExpression':
      return callMutants(node);
    default:
      return [];
  }
}

function textOf({ start, end }: Node, source: string): string {
  return source.slice(start, end);
}

function operatorMutants(node: Node, left: Node, right: Node, source: string): Mutant[] {
  const operator = String(node.operator);
  const isText = [left, right].some(
    (side) => side.type === 'TemplateLiteral' || typeof side.value === 'string',
  );
  if (operator === '+' && isText) return [];
  const start = source.indexOf(operator, left.end);
  const end = start + operator.length;
  return (OPERATORS[operator] ?? []).map((text) => ({ start, end, text }));
}

/** Whether a statement is a call for its effect. Log calls are excluded: tests need not check every line for people. */
function isDeed(expression: Node, source: string): boolean {
  const isCall = ['CallExpression', 'AwaitExpression'].includes(expression.type);
  return isCall && !/^context\.log\(/.test(textOf(expression, source));
}

function callMutants(node: Node): Mutant[] {
  const callee = node.callee as Node;
  if (callee.type !== 'MemberExpression') return [];
  const [object, property] = [callee.object as Node, callee.property as Node];
  const name = String(property.name);
  const other = NAMES[name];
  if (other !== undefined) return [{ start: property.start, end: property.end, text: other }];
  return STEPS.has(name) ? [{ start: object.end, end: node.end, text: '' }] : [];
}
