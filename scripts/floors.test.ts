import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const RULES = join(ROOT, '.dependency-cruiser.mjs');

/** An import that goes up. */
interface Upward {
  kind: string;
  rule: string;
  from: string;
  to: string;
  /** It imports only a type. */
  type?: boolean;
}

/** One of each kind; no two have a file in common. */
const UPWARD: Upward[] = [
  {
    kind: 'an import from a folder above',
    rule: 'server-orders-core-imports-down-only',
    from: 'server/orders/core/order.ts',
    to: 'server/payments/corrections/assign-payment.ts',
  },
  {
    kind: 'an import of a file above all folders',
    rule: 'server-foundation-imports-down-only',
    from: 'server/foundation/payer-key.ts',
    to: 'server/app.ts',
  },
  {
    kind: 'a circle of two files in a folder',
    rule: 'no-circle',
    from: 'server/directory/portals/one.ts',
    to: 'server/directory/portals/two.ts',
  },
  {
    kind: 'an import of no more than a type',
    rule: 'widget-ui-imports-down-only',
    from: 'widget/ui/field.ts',
    to: 'widget/api/sign-in.ts',
    type: true,
  },
  {
    kind: 'a value of the server in the widget',
    rule: 'widget-imports-the-router-as-a-type',
    from: 'widget/api/client.ts',
    to: 'server/api/router.ts',
  },
  {
    kind: 'an import of the server by the contract',
    rule: 'shared-imports-nothing-of-ours',
    from: 'shared/money.ts',
    to: 'server/database/id.ts',
  },
];

describe('the rules of who may import whom', () => {
  let place: string;
  let options: ICruiseOptions;
  let houses = 0;

  before(async () => {
    // As the checker names files.
    place = realpathSync(mkdtempSync(join(tmpdir(), 'floors-')));
    options = await extractDepcruiseOptions(RULES);
  });

  after(() => {
    rmSync(place, { recursive: true });
  });

  /** Builds a house of these files, and returns its folder: each has its own, since the checker remembers files. */
  function build(files: Record<string, string>): string {
    houses += 1;
    const house = join(place, `house-${houses}`);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    return house;
  }

  /** The names of the rules that a house of these files breaks. */
  async function broken(files: Record<string, string>): Promise<string[]> {
    const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] as string))];
    const { output } = await cruise(folders, { ...options, baseDir: build(files) });
    assert.ok(typeof output === 'object');
    assert.equal(output.summary.totalCruised, Object.keys(files).length);
    return [...new Set(output.summary.violations.map(({ rule }) => rule.name))].sort();
  }

  /** The output of `npm run check:floors` for a house of these files. */
  async function check(files: Record<string, string>): Promise<{ failed: boolean; text: string }> {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;
    const [command, ...args] = scripts['check:floors'].split(' ');
    assert.equal(command, 'depcruise');
    // Every folder that the rules name exists, as in the real house.
    const folders = args.filter((arg) => /^[a-z]+$/.test(arg) && arg !== 'err-long');
    const fillers = folders.map((folder) => [`${folder}/filler.test.ts`, 'export {};\n']);
    const house = build({ ...Object.fromEntries(fillers), ...files });
    copyFileSync(RULES, join(house, '.dependency-cruiser.mjs'));
    return await new Promise((resolve) => {
      execFile(process.execPath, [CRUISER, ...args], { cwd: house }, (error, stdout) =>
        resolve({ failed: error !== null, text: stdout }),
      );
    });
  }

  it('npm run check fails on every kind of import that goes up, and names the rule and both files', async () => {
    const { failed, text } = await check(Object.assign({}, ...UPWARD.map(filesOf)));
    assert.ok(failed, text);
    const found = [...text.matchAll(/error ([\w-]+): (\S+) →\s+(\S+)/g)].map(([, rule, ...files]) =>
      [rule, ...files.sort()].join(' '),
    );
    const expected = UPWARD.map(({ rule, from, to }) => [rule, ...[from, to].sort()].join(' '));
    assert.deepEqual(found.sort(), expected.sort(), text);
  });

  it('every floor rule has its purpose as a sentence', async () => {
    const { default: rules } = (await import(RULES)) as { default: Rules };
    for (const { name, comment } of rules.forbidden) assert.match(comment ?? '', /^\w.+\.$/, name);
  });

  it('npm run check passes a house whose imports go down', async () => {
    const { failed, text } = await check({
      'server/orders/placing/place.ts':
        "import { order } from '../core/order.ts';\nexport const place = order;\n",
      'server/orders/core/order.ts': 'export const order = 1;\n',
    });
    assert.ok(!failed, text);
  });

  it('the floor rules allow a use case to import from below it', async () => {
    assert.deepEqual(
      await broken({
        'server/payments/settlement/settle.ts':
          "import { order } from '../../orders/core/order.ts';\nexport const settled = order;\n",
        'server/orders/core/order.ts':
          "import { dong } from '../../../shared/dong.ts';\nexport const order = dong;\n",
        'shared/dong.ts': 'export const dong = 1;\n',
      }),
      [],
    );
  });

  it('the floor rules refuse an import from a higher floor, even of a type or within one folder', async () => {
    const higher = 'export type Settled = 1;\n';
    assert.deepEqual(
      await broken({
        'server/orders/core/order.ts':
          "import type { Settled } from '../../payments/settlement/settle.ts';\nexport type Order = Settled;\n",
        'server/payments/settlement/settle.ts': higher,
      }),
      ['server-orders-core-imports-down-only'],
    );
    assert.deepEqual(
      await broken({
        'server/payments/core/evidence.ts':
          "import type { Settled } from '../settlement/settle.ts';\nexport type Evidence = Settled;\n",
        'server/payments/settlement/settle.ts': higher,
      }),
      ['server-payments-core-imports-down-only'],
    );
  });

  it('the floor rules refuse a migration that imports code that may change later', async () => {
    const migration = (...from: string[]) =>
      `${from.map((path, index) => `import { key as k${index} } from '${path}';\n`).join('')}export const up = 1;\n`;
    const files = {
      'server/database/migrations/frozen-key.ts': 'export const key = 1;\n',
      'server/database/id.ts': 'export const key = 1;\n',
      'server/foundation/key.ts': 'export const key = 1;\n',
      'shared/key.ts': 'export const key = 1;\n',
    };
    const path = 'server/database/migrations/0001-first.ts';
    assert.deepEqual(await broken({ ...files, [path]: migration('./frozen-key.ts') }), []);
    for (const changing of ['../id.ts', '../../foundation/key.ts', '../../../shared/key.ts']) {
      const rules = await broken({ ...files, [path]: migration('./frozen-key.ts', changing) });
      assert.ok(rules.includes('migrations-are-frozen'), changing);
    }
  });

  it('the floor rules refuse a surface that imports another, and a folder that imports the process', async () => {
    assert.deepEqual(
      await broken({
        'server/operations/page.ts':
          "import { page } from '../pay-page/page.ts';\nexport const shown = page;\n",
        'server/pay-page/page.ts': "import { app } from '../app.ts';\nexport const page = app;\n",
        'server/app.ts': 'export const app = 1;\n',
      }),
      ['server-operations-imports-down-only', 'server-pay-page-imports-down-only'],
    );
  });

  it('the floor rules refuse a circle, even of types and within one folder', async () => {
    assert.deepEqual(
      await broken({
        'shared/one.ts': "import type { Two } from './two.ts';\nexport type One = Two | 1;\n",
        'shared/two.ts': "import type { One } from './one.ts';\nexport type Two = One[];\n",
      }),
      ['no-circle'],
    );
  });

  it('the floor rules refuse a folder of the server without a floor', async () => {
    assert.deepEqual(
      await broken({
        'server/main.ts': "import { more } from './misc/more.ts';\nexport const main = more;\n",
        'server/misc/more.ts': 'export const more = 1;\n',
      }),
      ['every-folder-of-the-server-has-a-floor'],
    );
  });

  it('the floor rules let a screen load another lazily, and refuse an import of a higher floor of the widget', async () => {
    const files = {
      'widget/orders-list/view.ts':
        "import { ask } from '../api/ask.ts';\nexport const view = [ask, () => import('../ordering/form.ts')];\n",
      'widget/ordering/form.ts': 'export const form = 1;\n',
      'widget/api/ask.ts': "import { look } from '../ui/look.ts';\nexport const ask = look;\n",
    };
    const look = 'export const look = 1;\n';
    assert.deepEqual(await broken({ ...files, 'widget/ui/look.ts': look }), []);
    const form = "import type { form } from '../ordering/form.ts';\n";
    assert.deepEqual(await broken({ ...files, 'widget/ui/look.ts': form + look }), [
      'widget-ui-imports-down-only',
    ]);
  });

  it('the floor rules refuse a public element that imports another, and a file of the widget without a floor', async () => {
    assert.deepEqual(
      await broken({
        'widget/renewal-bell.ts':
          "import { orders } from './renewal-orders.ts';\nexport const bell = orders;\n",
        'widget/renewal-orders.ts':
          "import { more } from './misc/more.ts';\nexport const orders = more;\n",
        'widget/misc/more.ts': 'export const more = 1;\n',
      }),
      ['every-file-of-the-widget-has-a-floor', 'public-elements-stand-alone'],
    );
  });

  it('the floor rules refuse an import of a higher floor of the order form, and a folder of it without one', async () => {
    assert.deepEqual(
      await broken({
        'widget/ordering/order-wizard.ts':
          "import { more } from './misc/more.ts';\nexport const wizard = more;\n",
        'widget/ordering/draft/draft.ts':
          "import type { Quote } from '../quote/quote.ts';\nexport type Draft = Quote;\n",
        'widget/ordering/quote/quote.ts': 'export type Quote = 1;\n',
        'widget/ordering/misc/more.ts': 'export const more = 1;\n',
      }),
      ['every-file-of-the-widget-has-a-floor', 'widget-ordering-draft-imports-down-only'],
    );
  });

  it('the floor rules refuse a schema in the widget, but for its type', async () => {
    const schemas = 'export const schema = 1;\nexport type Schema = 1;\n';
    const broke = (text: string) =>
      broken({ 'widget/api/ask.ts': text, 'shared/schemas/order.ts': schemas });
    const from = "from '../../shared/schemas/order.ts';\n";
    assert.deepEqual(await broke(`import type { Schema } ${from}export type Ask = Schema;\n`), []);
    assert.deepEqual(await broke(`import { schema } ${from}export const ask = schema;\n`), [
      'widget-has-no-schemas',
    ]);
  });

  it('the floor rules keep the contract, the widget and the demo apart', async () => {
    assert.deepEqual(
      await broken({
        'shared/contract.ts':
          "import { router } from '../server/api/router.ts';\nexport const contract = router;\n",
        'widget/api/call.ts':
          "import { router } from '../../server/api/router.ts';\nexport const call = router;\n",
        'widget/api/peek.ts':
          "import type { Db } from '../../server/database/db.ts';\nexport type Peek = Db;\n",
        'demo/page.ts':
          "import { call } from '../widget/api/call.ts';\nexport const page = call;\n",
        'server/api/router.ts': 'export const router = 1;\n',
        'server/database/db.ts': 'export type Db = 1;\n',
      }),
      [
        'demo-is-a-stranger',
        'shared-imports-nothing-of-ours',
        'widget-imports-only-the-type-of-the-servers-router',
        'widget-imports-the-router-as-a-type',
      ],
    );
  });
});

interface Package {
  scripts: { 'check:floors': string };
}

interface Rules {
  forbidden: { name: string; comment?: string }[];
}

function filesOf({ rule, from, to, type }: Upward): Record<string, string> {
  const path = pathTo(from, to);
  return {
    [from]: type
      ? `import type { Other } from '${path}';\nexport type Own = Other | 1;\n`
      : `import { other } from '${path}';\nexport const own = other;\n`,
    // The last import closes the circle.
    [to]:
      rule === 'no-circle'
        ? `import { own } from '${pathTo(to, from)}';\nexport const other = () => own;\n`
        : 'export const other = 1;\nexport type Other = 1;\n',
  };
}

/** As an import writes it. */
function pathTo(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
