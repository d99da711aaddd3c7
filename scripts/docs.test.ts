import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { readConfig } from '../server/config/config.ts';
import { ERROR_CODES } from '../shared/error-codes.ts';
import { LIMITS } from '../shared/limits.ts';
import { MAX_DONG } from '../shared/money.ts';
import { ORDER_STATES } from '../shared/order-state.ts';
import { REFUND_REASONS } from '../shared/refund-reasons.ts';
import { planDeclarationsSchema, productDeclarationsSchema } from '../shared/schemas/catalog.ts';
import { paymentMethodSchema, termRuleSchema, vatRateSchema } from '../shared/schemas/common.ts';
import { customerDeclarationsSchema } from '../shared/schemas/customer.ts';
import { WIDGET_ERROR_CODES } from '../widget/error-codes.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const DOCS = [...globSync('*.md'), ...globSync('docs/**/*.md')].sort();

describe('the docs', () => {
  it('the docs name every code of renewal-error, and no other', () => {
    const [, table = ''] = read('docs/embedding.md').split('`code` is one of these');
    const [codes = ''] = table.split('\n## ');
    const named = codes
      .split('\n')
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)])
      .map(([, code]) => code);
    assert.deepEqual(named.toSorted(), [...ERROR_CODES, ...WIDGET_ERROR_CODES].toSorted());
  });

  it('the docs have every setting of the server, and no other', () => {
    const settings = settingsOfServer();
    const [, table = ''] = read('docs/operations.md').split('## Settings');
    const named = (table.split('\n## ')[0] ?? '')
      .split('\n')
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([A-Z\d_]+)`/g)])
      .map(([, name]) => name);
    assert.deepEqual(named.toSorted(), settings.toSorted());
  });

  it('the example settings have each setting once, and the server accepts them', () => {
    const example = read('.env.example');
    const named = [...example.matchAll(/^#?([A-Z\d_]+)=/gm)].map(([, name]) => name);
    assert.deepEqual(named.toSorted(), settingsOfServer().toSorted());
    const filled = `${example.replace(/^#(BANK_|SEPAY_WEBHOOK)/gm, '$1')}
      LINK_SECRET=${'l'.repeat(32)}
      SELLER_NAME=ASP
      OPERATIONS_PASSWORD=${'p'.repeat(16)}
      BANK_ACCOUNT=0011001234567
      BANK_ACCOUNT_HOLDER=ASP
      SEPAY_WEBHOOK_SECRET=${'s'.repeat(32)}`;
    const config = readConfig(parseEnv(filled));
    assert.equal(config.publicUrl, 'https://renewal.example');
    assert.equal(config.bankTransfer?.accountNumber, '0011001234567');
  });

  it('.nvmrc names the Node that npm installs', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    assert.deepEqual(
      new Set(Object.values(optionalDependencies)),
      new Set([read('.nvmrc').trim()]),
    );
  });

  it('the docs name the bounds and values of the host API as its schemas have them', () => {
    const text = read('docs/host-api.md');
    const values = [
      ...ORDER_STATES,
      ...REFUND_REASONS,
      ...Object.values(vatRateSchema._zod.def.entries),
      ...Object.values(termRuleSchema._zod.def.entries),
      ...Object.values(paymentMethodSchema._zod.def.entries),
    ];
    for (const value of values) assert.ok(text.includes(`\`${value}\``), value);
    const { name, address, email, phone, discountCode, orderLines, quantity } = LIMITS;
    for (const row of [
      `| \`firmName\`, a customer's \`name\`, \`contactName\` | up to ${name} `,
      `| \`address\`, \`email\`, \`phone\` | up to ${address}, ${email} and ${phone} |`,
      `| a discount code's \`code\` | 1 to ${discountCode} |`,
      `| \`quantity\` | 1 to ${quantity.toLocaleString('en')} |`,
      `| \`licenses\`, \`periods\` | up to ${LIMITS.licenses} of a customer; 1 to ${LIMITS.periods} of a licence |`,
      `| a licence's \`externalId\` | 1 to ${LIMITS.externalId} |`,
      `| \`minLines\`, \`rate\` | 1 to ${orderLines.toLocaleString('en')}; `,
      `| \`pricePerYear\` | a whole number of dong from 0 to ${MAX_DONG.toLocaleString('en')} |`,
    ]) {
      assert.ok(text.includes(row), row);
    }
  });

  it('the examples of the host API are accepted by its schemas, and name what the examples declare', () => {
    const products = productDeclarationsSchema.parse(exampleOf('PUT /products'));
    const { plans } = planDeclarationsSchema.parse(exampleOf('PUT /plans'));
    const path = 'PUT /firms/{firmId}/customers';
    const { customers } = customerDeclarationsSchema.parse(exampleOf(path));
    const known = new Set(products.products.map(({ code }) => code));
    for (const { productCode = '' } of plans) assert.ok(known.has(productCode), productCode);
    const sold = new Set(plans.map(({ code }) => code));
    const named = customers.flatMap(({ licenses }) =>
      licenses.flatMap(({ planCode = '', periods }) =>
        periods ? periods.map((period) => period.planCode) : [planCode],
      ),
    );
    for (const code of named) assert.ok(sold.has(code), code);
  });

  it('the docs link to existing places, and name existing scripts and tests', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const tests = new Set(globSync('{shared,server,widget,demo,scripts}/**/*.test.ts').map(baseOf));
    for (const doc of DOCS) {
      const text = read(doc);
      for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
        const [path = '', part] = link.split('#');
        const file = path === '' ? doc : join(dirname(doc), path);
        assert.ok(existsSync(file), `${doc}: ${link}`);
        const heads =
          read(file)
            .toLowerCase()
            .match(/^#+ .*$/gm) ?? [];
        const isThere = heads.some((head) => slugOf(head) === part);
        assert.ok(part === undefined || isThere, `${doc}: ${link}`);
      }
      for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g)) {
        assert.ok(Object.hasOwn(scripts, script), `${doc}: npm run ${script}`);
      }
      for (const [, test = ''] of text.matchAll(/`(?:[\w/-]+\/)?([\w-]+\.test\.ts)`/g)) {
        assert.ok(tests.has(test), `${doc}: ${test}`);
      }
    }
  });
});

/** The first JSON example below a heading of the host API's page. */
function exampleOf(heading: string): unknown {
  const [, section = ''] = read('docs/host-api.md').split(`## ${heading}\n`);
  const [, json = ''] = section.split('\n## ')[0]?.split('```json\n') ?? [];
  return JSON.parse(json.split('```')[0] ?? '');
}

function settingsOfServer(): (string | undefined)[] {
  const sources = read('server/config/config.ts') + read('server/config/gateway-config.ts');
  return [...sources.matchAll(/^ {2}([A-Z][A-Z\d_]+):/gm)].map(([, name]) => name);
}

function baseOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}

/** The anchor that GitHub generates for a heading. */
function slugOf(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .replace(/[^\p{L}\d\s_-]/gu, '')
    .replaceAll(' ', '-');
}
