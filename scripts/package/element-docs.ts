import type { Element, Manifest } from './elements-manifest.ts';

/** The docs of each element, and `llms.txt`: texts by path, from the manifest. */
export function elementDocs(manifest: Manifest): Record<string, string> {
  const elements = manifest.modules.flatMap(({ declarations }) => declarations);
  const shared = sharedProperties(elements);
  const pages = elements.map((element) => [
    `docs/elements/${element.tagName}.md`,
    page(element, shared),
  ]);
  return {
    ...Object.fromEntries(pages),
    'docs/elements/custom-properties.md': tokensPage(shared),
    'llms.txt': overview(elements, shared),
  };
}

/** Attributes that the example of an element has beside `server`. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'renewal-orders': ['route="#orders"'],
  'renewal-payment': ['order-id="019ab6f2-7c1e-7d3a-9b52-4f6c1e8a0d17"'],
  'renewal-wizard': ['customers="0101243150,0100112437"'],
};

type CssProperty = Element['cssProperties'][number];

/** Custom properties that every element has. */
function sharedProperties([first, ...others]: readonly Element[]): CssProperty[] {
  const has = (element: Element, name: string) =>
    element.cssProperties.some((each) => each.name === name);
  return (first?.cssProperties ?? []).filter(({ name }) => others.every((each) => has(each, name)));
}

function tokensPage(shared: readonly CssProperty[]): string {
  const rows = shared.map(({ name, default: value, description }) => [
    code(name),
    code(value),
    oneLine(description),
  ]);
  return `# Custom properties

<!-- Written by \`npm run docs\` from the comments in the source. -->

They theme every element: set them on the element or anywhere above it. A default that names another property follows it. Where a text
could not be read on its background, at less than 4.5 : 1, the element shows it lighter or darker, or its background nearer to
the surface, whatever colours are set. A value that is no colour counts as not set, and is reported as \`INVALID_PROPERTY\`.

${table(['property', 'default', 'what'], rows)}

Recipes for Bootstrap, Tailwind, Ant Design, Material and Fluent are in [Embedding](../embedding.md#looks).
`;
}

function page(element: Element, shared: readonly CssProperty[]): string {
  const { tagName, summary, description } = element;
  const own = element.cssProperties.filter(
    (each) => !shared.some(({ name }) => name === each.name),
  );
  return [
    `# \`<${tagName}>\``,
    '<!-- Written by `npm run docs` from the comments in the source. -->',
    summary,
    description,
    [
      '```html',
      '<script type="module" src="https://renewal.example/widget/renewal-wizard.js"></script>',
      `<${[tagName, 'server="https://renewal.example"', ...(EXAMPLES[tagName] ?? [])].join(' ')}></${tagName}>`,
      '<script type="module">',
      `  document.querySelector('${tagName}').fetchToken = async () =>`,
      "    (await (await fetch('/api/renewal-token')).json()).token;",
      '</script>',
      '```',
    ].join('\n'),
    section('Properties', table(['property', 'attribute', 'type', 'default', ''], rowsOf(element))),
    section('Events', table(['event', 'when'], described(element.events))),
    section('Parts', table(['part', ''], described(element.cssParts))),
    section('Custom properties', table(['property', ''], described(own))),
    'The [custom properties](custom-properties.md) of all elements theme it. More in [Embedding](../embedding.md).',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function rowsOf({ members, attributes }: Element): string[][] {
  return members.map(({ name, type, default: value, description }) => {
    const attribute = attributes.find(({ fieldName }) => fieldName === name)?.name;
    return [code(name), code(attribute), code(type?.text), code(value), oneLine(description)];
  });
}

function described(items: readonly { name: string; description: string }[]): string[][] {
  return items.map(({ name, description }) => [code(name), oneLine(description)]);
}

function section(head: string, body: string): string {
  return body === '' ? '' : `## ${head}\n\n${body}`;
}

/** Empty where there are no rows. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('  ', ' ');
  return [heads, heads.map(() => '---'), ...rows].map(line).join('\n');
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text.replaceAll('|', '\\|')}\``;
}

function oneLine(text = ''): string {
  return text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
}

/** https://llmstxt.org */
function overview(elements: readonly Element[], shared: readonly CssProperty[]): string {
  return `# Renewal Wizard

> Custom elements with which an accounting portal renews its customers' software licences in bulk, and the server behind
> them. The portal loads one script, sets \`server\` and \`fetchToken\`, and listens to events.

Load \`https://<server>/widget/renewal-wizard.js\` as a module (always the present release), or the immutable address that
\`https://<server>/widget/release.json\` names, with its integrity. Or install the npm package \`renewal-wizard\`:
\`renewal-wizard/define\` registers the elements, \`renewal-wizard/react\` has React components, \`renewal-wizard/types\` the types
alone, \`renewal-wizard/vue\` and \`renewal-wizard/svelte\` types for their templates, \`renewal-wizard\` the classes without registering them,
\`renewal-wizard/core\` state and calls without elements. The package's version has to be the server's.

\`fetchToken\` is a function that returns a promise of a JWT (HS256, signed by the portal's backend, at most an hour). It has to
be set as a property, and stay the same function over renders. Events bubble and cross shadow roots. Texts are Vietnamese
(\`locale="vi"\`, the default) or English (\`locale="en"\`).

\`\`\`html
<script type="module" src="https://renewal.example/widget/renewal-wizard.js"></script>
<renewal-wizard server="https://renewal.example" locale="vi" customers="0101243150,0100112437"></renewal-wizard>
<script type="module">
  const wizard = document.querySelector('renewal-wizard');
  wizard.fetchToken = async () => (await (await fetch('/api/renewal-token')).json()).token;
  wizard.addEventListener('renewal-paid', () => reloadMyCustomerList());
  wizard.addEventListener('renewal-close', () => wizard.remove());
</script>
\`\`\`

## Elements

${elements.map(brief).join('\n')}

## Looks

\`appearance\` and \`density\` are properties. ${shared.length} custom properties theme all elements, among them
\`--renewal-accent\`, \`--renewal-surface\`, \`--renewal-text\`, \`--renewal-radius\`, \`--renewal-font\`; see
[custom properties](docs/elements/custom-properties.md). Texts stay legible whatever colours are set.

## Docs

- [Embedding](docs/embedding.md): attributes, events, error codes, frameworks, looks, Content-Security-Policy
- [Host API](docs/host-api.md): the REST API for the portal's backend, and its events
- [Custom elements manifest](custom-elements.json): the same as above, for tools
`;
}

function brief(element: Element): string {
  const { tagName, summary, members, events, cssParts } = element;
  return [
    `- [\`<${tagName}>\`](docs/elements/${tagName}.md): ${summary}`,
    ...members.map(
      ({ name, type, description }) =>
        `  - property \`${name}: ${type?.text}\`: ${oneLine(description)}`,
    ),
    ...events.map(({ name, description }) => `  - event \`${name}\`: ${oneLine(description)}`),
    ...cssParts.map(({ name, description }) => `  - part \`${name}\`: ${oneLine(description)}`),
  ]
    .join('\n')
    .replaceAll('\\|', '|');
}
