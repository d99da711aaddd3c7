// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates are code, in texts.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minifyTemplates } from './minify-templates.ts';

describe('minifyTemplates', () => {
  const cases: [what: string, code: string, minified: string][] = [
    ['one space between tags', 'html`<p>\n    <b>1</b>\n  </p>`;', 'html`<p> <b>1</b> </p>`;'],
    ['one space about a value', 'html`<p>\n  ${a}\n  ${b}</p>`;', 'html`<p> ${a} ${b}</p>`;'],
    [
      'tags on one line',
      'html`<i\n  a="1"\n  .b=${b}\n  >\n${c}</i\n>`;',
      'html`<i a="1" .b=${b}> ${c}</i>`;',
    ],
    [
      'templates in templates',
      'html`<p>\n ${a(html`<b>\n</b>`)}</p>`;',
      'html`<p> ${a(html`<b> </b>`)}</p>`;',
    ],
    [
      'spaces that are said',
      'html`<b>1</b>  –\u00a0<b>2</b>`;',
      'html`<b>1</b>  –\u00a0<b>2</b>`;',
    ],
    [
      'code and texts as they are',
      "x = `a\n  b`; y = '<p>\\n  ';",
      "x = `a\n  b`; y = '<p>\\n  ';",
    ],
    [
      'style sheets',
      'css`\n  /* Why. */\n  a > b,\n  i {\n    margin: 0 4px;\n    color: red;\n  }\n`;',
      'css`a > b,i{margin:0 4px;color:red}`;',
    ],
    [
      'values in style sheets',
      'css`\n  a {\n    margin: ${one} ${two};\n  }\n  ${rest}\n`;',
      'css`a{margin:${one} ${two}}${rest}`;',
    ],
    ['texts in style sheets', "css`a {\n  content: ': ';\n}`;", "css`a{content:': '}`;"],
  ];
  for (const [what, code, minified] of cases) {
    it(`minifyTemplates minifies ${what}`, () => {
      assert.equal(minifyTemplates(code), minified);
    });
  }
});
