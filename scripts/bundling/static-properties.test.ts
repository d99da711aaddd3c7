import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withStaticProperties } from './static-properties.ts';

const IMPORT = 'import { property, query, state } from "lit/decorators.js";\n';

describe('withStaticProperties', () => {
  it('withStaticProperties writes an element’s properties where its first one stood', () => {
    const code = `${IMPORT}class A {}
_decorate([property({ type: Number })], A.prototype, "size", void 0);
_decorate([property()], A.prototype, "text", void 0);
_decorate([state()], A.prototype, "open", void 0);
const after = 1;`;
    assert.equal(
      withStaticProperties(code),
      `${IMPORT}class A {}
A.properties = { size: { type: Number }, text: {}, open: { state: true } };


const after = 1;`,
    );
  });

  it('withStaticProperties keeps the properties of two elements apart', () => {
    const code = `${IMPORT}class A {}
_decorate([state()], A.prototype, "one", void 0);
class B {}
_decorate([state()], B.prototype, "two", void 0);`;
    assert.equal(
      withStaticProperties(code),
      `${IMPORT}class A {}
A.properties = { one: { state: true } };
class B {}
B.properties = { two: { state: true } };`,
    );
  });

  it('withStaticProperties writes a query as a getter of its class', () => {
    const code = `${IMPORT}export class A { size = 1; }
_decorate([query("input, b")], A.prototype, "field", void 0);`;
    const written = withStaticProperties(code).replace(`${IMPORT}export `, '');
    assert.doesNotMatch(written, /_decorate|defineProperty/);
    const A = new Function(`${written} return A;`)();
    const element = Object.assign(new A(), {
      renderRoot: { querySelector: (selector: string) => `found by ${selector}` },
    });
    assert.equal(element.field, 'found by input, b');
    assert.equal(new A().field, null);
  });

  const others: [what: string, code: string][] = [
    ['decorated accessors', `${IMPORT}_decorate([property()], A.prototype, "size", null);`],
    ['other decorators', `${IMPORT}_decorate([eventOptions({})], A.prototype, "go", void 0);`],
    [
      'fields with several decorators',
      `${IMPORT}_decorate([property(), mine()], A.prototype, "size", void 0);`,
    ],
    ['modules without decorators', '_decorate([state()], A.prototype, "one", void 0);'],
  ];
  for (const [what, code] of others) {
    it(`withStaticProperties leaves ${what} as they are`, () => {
      assert.equal(withStaticProperties(code), code);
    });
  }
});
