import fc from 'fast-check';
import type { Hono } from 'hono';
import type * as z from 'zod/mini';
import { declaredInputOf } from '../../http/declared-input.ts';
import { GROUP_DEEDS } from '../../operations/deeds/group-deeds.ts';
import { DEEDS } from '../../operations/router.ts';
import type { CallerName } from './callers.ts';
import { type Draft, draftOf, METHODS, methodLike } from './draft.ts';
import { toldOn } from './gateway-drafts.ts';
import { formFields, hints, named, queryFields } from './hints.ts';
import { isObject, type Json } from './json.ts';
import { ODD_TEXTS } from './odd-values.ts';
import { inputOf } from './schema-input.ts';

/** A target of calls: a procedure, or a route. */
export interface Target {
  name: string;
  drafts: fc.Arbitrary<Draft>;
}

interface Procedure {
  _def: { type: string; inputs?: unknown[] };
}

const ACCOUNTANTS: CallerName[] = ['one', 'one', 'colleague', 'two', 'abroad'];

/** Every procedure of a router, with inputs by its schema. */
export function procedureTargets(router: { _def: { procedures: object } }): Target[] {
  const procedures = Object.entries(router._def.procedures as Record<string, Procedure>);
  const inputs = procedures.map(([path, procedure]) => ({
    path,
    type: procedure._def.type,
    input: inputOfProcedure(procedure),
  }));
  // A stream can't be one of several calls.
  const plain = inputs.filter(({ type }) => type !== 'subscription');
  const calls = fc.oneof(...plain.map(({ path, input }) => fc.tuple(fc.constant(path), input)));
  return [
    ...inputs.map(({ path, type, input }) => ({
      name: path,
      drafts: draftOf(path, ACCOUNTANTS, callOf(path, type, input)),
    })),
    { name: 'batches', drafts: draftOf('batches', ACCOUNTANTS, batchOf(calls)) },
    { name: 'no procedures', drafts: draftOf('no procedures', ACCOUNTANTS, unknownCalls) },
  ];
}

function inputOfProcedure({ _def }: Procedure): fc.Arbitrary<Json> {
  const [schema] = (_def.inputs ?? []) as z.core.$ZodType[];
  if (schema === undefined) return fc.constantFrom(null, {});
  const input = inputOf(schema, hints);
  return fc.oneof(
    input,
    fc.tuple(input, fc.nat(60)).map(([value, n]) => fitting(value, n)),
  );
}

/** Makes an input fit: with lines of its own order, and without another order's quotation or code. */
function fitting(input: Json, n: number): Json {
  if (!isObject(input)) return input;
  const { quotationId: _, discountCode: __, ...plain } = input;
  const simple = { invoiceTo: { kind: 'customer' }, notify: { kind: 'accountant' } };
  if (input.invoiceTo !== undefined) return { ...plain, ...simple };
  if (input.lines !== undefined) return plain;
  if (input.orderId === undefined) return input;
  const order = { ...input, orderId: `{{orders ${n}}}` };
  if (input.lineIds !== undefined) return { ...order, lineIds: `{{linesOf ${n}}}` };
  return input.lineId === undefined ? order : { ...order, lineId: `{{lineOf ${n}}}` };
}

function callOf(path: string, type: string, input: fc.Arbitrary<Json>) {
  const isStream = type === 'subscription';
  const method = type === 'mutation' ? fc.constant('POST') : fc.constantFrom('GET', 'POST');
  return fc.record({
    method: fc.oneof(
      { arbitrary: isStream ? fc.constant('GET') : method, weight: 9 },
      { arbitrary: fc.constantFrom(...METHODS), weight: 1 },
    ),
    path: fc.constant(`/trpc/${path}`),
    carry: fc.constant('trpc' as const),
    input,
    odd: fc.constant(
      isStream ? { header: ['accept', 'text/event-stream'] as [string, string] } : {},
    ),
  });
}

/** Up to more calls than one request may have. */
function batchOf(calls: fc.Arbitrary<[string, Json]>) {
  const few = fc.array(calls, { minLength: 1, maxLength: 6 });
  const many = fc.array(calls, { minLength: 7, maxLength: 12 });
  return fc.oneof(few, few, many).chain((batch) =>
    fc.record({
      method: fc.constantFrom('POST', 'POST', 'GET'),
      path: fc
        .constantFrom(',', '%2C')
        .map((comma) => `/trpc/${batch.map(([path]) => path).join(comma)}?batch=1`),
      carry: fc.constant('trpc' as const),
      input: fc.constant(Object.fromEntries(batch.map(([, input], i) => [i, input])) as Json),
    }),
  );
}

const unknownCalls = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  path: fc
    .constantFrom(
      ...['', 'orders', '__proto__', 'constructor', 'orders.__proto__', 'orders.get.call'],
      ...['orders/get', '%', '%ff', ',,,', ',', 'orders.get,', '.', 'x'.repeat(4_000)],
      `${'orders.get,'.repeat(40)}orders.get`,
      '_def.procedures',
      'orders.get?batch=1&input=%7B',
      'orders.get?input=%',
      'orders.get?batch=1&batch=1&input={}&input=[]',
    )
    .map((path) => `/trpc/${path}`),
  carry: fc.constantFrom('none' as const, 'trpc' as const),
  input: fc.constantFrom<Json[]>(null, {}, { 0: null }),
});

/** Every route of an app, once for each method and path. */
export function routeTargets(app: Pick<Hono, 'routes'>): Target[] {
  const names = new Map<string, (typeof app.routes)[number][]>();
  for (const route of app.routes) {
    const name = `${route.method} ${route.path}`;
    names.set(name, [...(names.get(name) ?? []), route]);
  }
  return [...names].map(([name, routes]) => ({ name, drafts: routeDrafts(name, routes) }));
}

function routeDrafts(name: string, routes: readonly Hono['routes'][number][]): fc.Arbitrary<Draft> {
  const [{ method, path } = { method: '', path: '' }] = routes;
  const declared = routes.flatMap(({ handler }) => declaredInputOf(handler) ?? [])[0];
  const methods = method === 'ALL' ? fc.constantFrom(...METHODS) : methodLike(method);
  const paths = pathsLike(path);
  const parts = (carry: Draft['carry'], input: fc.Arbitrary<Json>) =>
    fc.record({ method: methods, path: paths, carry: fc.constant(carry), input });
  if (path.startsWith('/gateways/')) {
    const told = toldOn(path);
    return draftOf(name, ['nobody'], fc.oneof(parts('signed', told), parts('resigned', told)));
  }
  if (declared !== undefined) {
    const carry = declared.from === 'body' ? 'json' : 'query';
    return draftOf(name, callersOf(path), parts(carry, inputOf(declared.schema, hints)));
  }
  const query = fc.oneof(fc.constant<Json>({}), queryFields);
  const forms = fc.oneof(named('form'), named('form'), formFields);
  const isForm = method === 'POST' || method === 'ALL';
  const either = isForm
    ? fc.oneof(parts('form', forms), parts('query', query))
    : parts('query', query);
  return draftOf(
    name,
    callersOf(path),
    either.map((draft) => ({ ...draft, odd: { origin: 'server' } })),
  );
}

function callersOf(path: string): CallerName[] {
  if (path.startsWith('/api/')) return ['key', 'key', 'keyAbroad'];
  if (path.startsWith('/operations')) return ['operator'];
  if (path.startsWith('/trpc')) return ACCOUNTANTS;
  return path === '/health' ? ['nobody', 'monitor'] : ['nobody'];
}

const ODD_SEGMENTS = [
  ...ODD_TEXTS.map((text) => encodeURIComponent(text.toWellFormed())),
  ...['..', '.', '%2e%2e%2foutside.txt', '..%5coutside.txt', '%', '%ff', '%00', '', 'a%2fb'],
  ...[
    '..%2f..%2foutside.txt',
    '%252e%252e%252foutside.txt',
    'renewal-wizard.js',
    'renewal-wizard.js.br',
  ],
  ...['trpc/orders.get', 'x;y', 'a,b', "'", 'v1/plans', 'v1//plans'],
];
const oddSegment = fc.constantFrom(...ODD_SEGMENTS);

/** The token of an address by the path before it. */
const TOKENS: Record<string, string> = {
  pay: 'linkToken',
  receipts: 'receiptToken',
  quotations: 'quotationToken',
  return: 'returnToken',
};

const DEED_PATHS = [...Object.keys(DEEDS), ...Object.keys(GROUP_DEEDS)];

/** Addresses of a route: with tokens and ids that are there, near ones, and others. */
function pathsLike(route: string): fc.Arbitrary<string> {
  if (route === '/operations/:what/:deed') {
    return fc
      .oneof(
        { arbitrary: fc.constantFrom(...DEED_PATHS), weight: 8 },
        { arbitrary: fc.tuple(oddSegment, oddSegment).map((both) => both.join('/')), weight: 1 },
      )
      .map((path) => `/operations/${path}`);
  }
  const parts = route.split('/').slice(1);
  const segments = parts.map((part, i) => {
    if (part === '*') return fc.array(oddSegment, { maxLength: 3 }).map((rest) => rest.join('/'));
    if (!part.startsWith(':')) return fc.constant(part);
    return fc.oneof(
      { arbitrary: rightSegment(part, parts[i - 1] ?? ''), weight: 4 },
      { arbitrary: oddSegment, weight: 1 },
    );
  });
  const addresses = fc.tuple(...segments).map((all) => `/${all.join('/')}`);
  const followed = named('href').map(String);
  return route.includes(':') || route.endsWith('*')
    ? fc.oneof({ arbitrary: addresses, weight: 6 }, { arbitrary: followed, weight: 1 })
    : addresses;
}

function rightSegment(part: string, before: string): fc.Arbitrary<string> {
  if (part === ':firmId') return fc.constantFrom('firm-1', 'firm-2', 'firm-3');
  if (part === ':attemptId') return named('payment_attempts').map(String);
  const token = TOKENS[before] ?? 'receiptToken';
  return fc.oneof(
    { arbitrary: named(token).map(String), weight: 6 },
    {
      arbitrary: fc
        .tuple(named(token), fc.constantFrom('.', '%20', 'x', '%E2%80%8B'))
        .map((all) => all.join('')),
      weight: 1,
    },
  );
}
