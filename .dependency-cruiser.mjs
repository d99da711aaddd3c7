/**
 * The house: who may import whom. Arrows go down only; `npm run check` and `npm test` fail on one that goes up, and on
 * a circle, of types too. docs/architecture.md draws it.
 */

/**
 * The server's floors, from the top. Folders on one line are on one floor and import each other as little as those
 * above.
 */
const SERVER = [
  // Surfaces: parse, authorise, call, show.
  ['api', 'host-api', 'pay-page', 'documents', 'reminder-page', 'operations', 'health'],
  // The operators' page: how it looks, what can be done on it, and what waits for a person.
  ['operations/view'],
  ['operations/deeds'],
  ['operations/lists'],
  // The common look of pages.
  ['pages'],
  // Work that runs by itself.
  ['jobs'],
  ['jobs/outbox'],
  // Work across orders and customers: unpaid lines, and licences to renew.
  ['unpaid', 'choosing'],
  // Channels by which a fact reaches people and portals.
  ['channels/bell', 'channels/events', 'channels/mail'],
  // Of mails: parts that several have, their texts, the way to the mail server, and a mail as data.
  ['channels/mail/blocks'],
  ['channels/mail/smtp', 'channels/mail/texts'],
  ['channels/mail/document'],
  // An order's life after it was placed: promised, reminded of, extended, cancelled, expired. And licences before one.
  ['order-life/commitments', 'order-life', 'expiry-reminders'],
  // Money.
  ['payments/corrections', 'payments/refunds', 'payments/reconciliation', 'payments/links'],
  ['payments/attempts'],
  ['payments/settlement'],
  ['payments/gateways'],
  ['payments/gateways/bank', 'payments/gateways/vnpay', 'payments/gateways/zalopay'],
  ['payments/gateways/core'],
  ['payments/core'],
  // Orders.
  ['orders/placing', 'orders/views'],
  ['orders/commitments', 'orders/invoices'],
  // Addressees of each fact.
  ['announce/facts'],
  ['orders/core'],
  // Orders that are still being typed.
  ['drafts'],
  // Costs of a renewal, and the renewals that can be ordered.
  ['quoting/quotations'],
  ['quoting/quotes'],
  ['quoting/discounts'],
  ['quoting/pricing'],
  // People, firms and products.
  ['directory/customers'],
  ['directory/accountants', 'directory/catalog', 'directory/portals'],
  ['directory/licenses'],
  // Basis of every use case.
  ['announce'],
  ['announce/events'],
  ['announce/outbox'],
  ['addresses', 'http'],
  ['context'],
  // The database: opening and writing, each engine's own code, the schema, and helpers of queries for both engines.
  ['database/connect'],
  ['database/postgresql', 'database/sqlite'],
  ['database/migrations'],
  ['database/migrations/baseline'],
  ['database', 'limits', 'config'],
  ['foundation'],
];

/** The widget's floors, from the top: paths below widget/. A screen may load one above it lazily. */
const WIDGET = [
  // Entries for hosts, and for developers.
  { name: 'entry', path: '(entry|stand-in|index|core)\\.ts$' },
  { name: 'define', path: 'define\\.ts$' },
  { name: 'public-elements', path: 'renewal-[^/]+\\.ts$' },
  // The common basis of the public elements.
  { name: 'host', path: 'host/' },
  // Parts of the public elements.
  { name: 'bell', path: 'bell/' },
  { name: 'ordering', path: 'ordering/[^/]+\\.ts$' },
  // Parts of the order form: its steps, their views, and the order being typed.
  { name: 'ordering-steps', path: 'ordering/(drafts|details|confirm|place)/' },
  { name: 'ordering-start', path: 'ordering/start/' },
  { name: 'ordering-import', path: 'ordering/import/(?!xlsx/|reading/)' },
  // What a list's columns, lines and words mean.
  { name: 'ordering-import-reading', path: 'ordering/import/reading/' },
  // Loaded only by a worker.
  { name: 'ordering-import-xlsx', path: 'ordering/import/xlsx/' },
  { name: 'ordering-bulk', path: 'ordering/(bulk|choose)/' },
  { name: 'ordering-table', path: 'ordering/(table|quotation)/' },
  { name: 'ordering-paste', path: 'ordering/paste/' },
  { name: 'ordering-rows', path: 'ordering/rows/' },
  { name: 'ordering-quote', path: 'ordering/quote/' },
  { name: 'ordering-draft', path: 'ordering/draft/' },
  { name: 'orders-list', path: 'orders-list/' },
  { name: 'payment', path: 'payment/' },
  // The way to the server.
  { name: 'api', path: 'api/' },
  // Looks and words.
  { name: 'ui', path: 'ui/' },
  { name: 'messages', path: 'messages/' },
  { name: 'ground', path: '(events|choose-request|error-codes|register|version)\\.ts$' },
];

const TESTS = '\\.(test|journey)\\.ts$|(^|/)testing/';

/** Files right in a folder, and those below it that have no floor of their own. */
function pathOf(folder) {
  const own = SERVER.flat().filter((other) => other.startsWith(`${folder}/`));
  const below = own.map((other) => `${other.slice(folder.length + 1)}/`).join('|');
  return `^server/${folder}/${below === '' ? '' : `(?!${below})`}`;
}

/** No folder imports from a floor above its own, or from a folder beside it. */
const floorRules = SERVER.flatMap((floor, index) =>
  floor.map((folder) => ({
    name: `server-${folder.replaceAll('/', '-')}-imports-down-only`,
    comment: `server/${folder} imports only what stands below it.`,
    severity: 'error',
    from: { path: pathOf(folder), pathNot: TESTS },
    to: {
      path: [
        '^server/[^/]+\\.ts$',
        ...SERVER.slice(0, index + 1)
          .flat()
          .filter((other) => other !== folder)
          .map(pathOf),
      ],
    },
  })),
);

const widgetRules = WIDGET.slice(1).map(({ name, path }, index) => ({
  name: `widget-${name}-imports-down-only`,
  comment: `Of the widget, ${path} imports only what stands below it.`,
  severity: 'error',
  from: { path: `^widget/${path}`, pathNot: TESTS },
  to: {
    path: WIDGET.slice(0, index + 1).map((above) => `^widget/${above.path}`),
    dependencyTypesNot: ['dynamic-import'],
  },
}));

const folders = SERVER.flat().join('|');

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment:
        'Two files that need each other are one file, or need a third. A screen may load another lazily.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
    },
    ...floorRules,
    ...widgetRules,
    {
      name: 'every-file-of-the-widget-has-a-floor',
      comment: 'A new folder is given its floor in this file.',
      severity: 'error',
      from: { path: '^widget/', pathNot: TESTS },
      to: {
        path: '^widget/',
        pathNot: [...WIDGET.map(({ path }) => `^widget/${path}`), TESTS],
      },
    },
    {
      name: 'public-elements-stand-alone',
      comment: 'A host may use one without the others; what they show of each other is a part.',
      severity: 'error',
      from: { path: '^widget/(renewal-[^/]+)\\.ts$', pathNot: TESTS },
      to: { path: '^widget/renewal-', pathNot: '^widget/$1\\.ts$' },
    },
    {
      name: 'widget-has-no-schemas',
      comment:
        'The server checks what it is sent. Zod would be half as much again to load: only types.',
      severity: 'error',
      from: { path: '^(widget/|shared/(?!schemas/))', pathNot: TESTS },
      to: { path: '^shared/schemas/|(^|/)zod/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'every-folder-of-the-server-has-a-floor',
      comment: 'A new folder is given its floor in this file.',
      severity: 'error',
      from: { path: '^server/', pathNot: TESTS },
      to: { path: '^server/', pathNot: `^server/((${folders})/[^/]+|app\\.ts)$|${TESTS}` },
    },
    {
      name: 'migrations-are-frozen',
      comment:
        'What a released migration does to an old database never changes: it has a copy of what it needs.',
      severity: 'error',
      from: { path: '^server/database/migrations/', pathNot: TESTS },
      to: { pathNot: '^server/database/migrations/|^(node_modules/)?(kysely|uuid)(/|$)' },
    },
    {
      name: 'product-imports-no-test-helper',
      comment: 'What only tests need is not shipped.',
      severity: 'error',
      from: { path: '^(server|widget|shared|demo)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'shared-imports-nothing-of-ours',
      comment: 'Both sides import the contract; it is pure.',
      severity: 'error',
      from: { path: '^shared/', pathNot: TESTS },
      to: { path: '^(server|widget|demo|scripts|journeys|bench)/' },
    },
    {
      name: 'shared-does-no-input-or-output',
      comment: 'The contract runs in browsers too.',
      severity: 'error',
      from: { path: '^shared/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'server-imports-no-other-house',
      comment: 'It runs without them.',
      severity: 'error',
      from: { path: '^server/', pathNot: TESTS },
      to: { path: '^(widget|demo|scripts|journeys|bench)/' },
    },
    {
      name: 'widget-imports-only-the-type-of-the-servers-router',
      comment: 'The API is all that the widget knows of the server.',
      severity: 'error',
      from: { path: '^widget/' },
      to: { path: '^(server|demo|journeys|bench)/', pathNot: '^server/api/router\\.ts$' },
    },
    {
      name: 'widget-imports-the-router-as-a-type',
      comment: 'The value would bring the whole server into the browser.',
      severity: 'error',
      from: { path: '^widget/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'demo-is-a-stranger',
      comment: 'It uses the built widget and the public API; of ours it imports only the contract.',
      severity: 'error',
      from: { path: '^demo/', pathNot: TESTS },
      to: { path: '^(server|widget|journeys|bench)/' },
    },
    {
      name: 'journeys-only-walk',
      comment:
        'They drive what runs. To start a server of their own, they may use what tests start one with.',
      severity: 'error',
      from: { path: '^journeys/' },
      to: {
        path: '^(server|widget)/',
        pathNot:
          '^server/(app|testing/.*|database/connect/open|directory/portals/add-portal|payments/settlement/check-money)\\.ts$',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Single-file components are compiled only for the tests.
    exclude: { path: '^(node_modules|dist)/|\\.(vue|svelte)$' },
    // Types count, too: an importer depends on the types that it names.
    tsPreCompilationDeps: true,
    // TypeScript 7 has no compiler API yet, hence the warning `missing-tsc-transpiler`: swc reads all files.
    parser: 'swc',
  },
};
