import type { Element, Manifest } from './elements-manifest.ts';

/** Generated parts of the package: types and React components, by path. */
export function elementTypes(manifest: Manifest): Record<string, string> {
  const elements = manifest.modules.flatMap(({ declarations }) => declarations);
  return {
    'types.d.ts': typesOf(elements),
    'types.js': 'export {};\n',
    'core.d.ts': "export * from './declarations/widget/core.js';\n",
    'index.d.ts': classesOf(elements),
    'vue.js': 'export {};\n',
    'svelte.js': 'export {};\n',
    'define.d.ts': "export type * from './types.js';\n",
    'react.d.ts': reactTypesOf(elements),
    'react.js': reactOf(elements),
    'vue.d.ts': vueTypesOf(elements),
    'svelte.d.ts': svelteTypesOf(elements),
  };
}

/** `onOrderPlaced` for `renewal-order-placed`. */
function propOf(event: string): string {
  const words = event.replace('renewal-', '').split('-');
  return `on${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
}

function typesOf(elements: readonly Element[]): string {
  return `import type { RenewalEvents } from './declarations/widget/events.js';
import type { ChooseRequest } from './declarations/widget/choose-request.js';
export type { ErrorCode } from './declarations/shared/error-codes.js';
export type {
  RenewalErrorDetail,
  RenewalErrorDetails,
  WidgetErrorCode,
} from './declarations/widget/error-codes.js';
export type { RenewalEvents } from './declarations/widget/events.js';
export type { ChooseRequest };

/** An event of the elements, by its name. */
export type RenewalEvent<Name extends keyof RenewalEvents> = CustomEvent<RenewalEvents[Name]>;

/** Properties as frameworks pass them: any of them, each possibly \`undefined\`. */
export type Given<Properties> = { [Name in keyof Properties]?: Properties[Name] | undefined };

${elements.map(interfacesOf).join('\n\n')}

declare global {
  interface HTMLElementTagNameMap {
${elements.map(({ tagName, name }) => `    '${tagName}': ${name};`).join('\n')}
  }
}
`;
}

function interfacesOf({ name, summary, members }: Element): string {
  const properties = members.map(
    ({ name: property, type, description }) =>
      `  ${comment(description)}\n  ${property}: ${type?.text};`,
  );
  return `export interface ${name}Properties {
${properties.join('\n')}
}

${comment(summary)}
export interface ${name} extends HTMLElement, ${name}Properties {}`;
}

function classesOf(elements: readonly Element[]): string {
  const classes = elements.map(
    ({ name }) => `export type ${name} = types.${name};
export declare const ${name}: { new (): types.${name}; prototype: types.${name} };`,
  );
  return `import type * as types from './types.js';
export type * from './types.js';
${classes.join('\n')}
export declare const VERSION: string;
`;
}

function reactTypesOf(elements: readonly Element[]): string {
  const components = elements.map(
    ({ name, events }) => `export interface ${name}Handlers {
${events.map(({ name: event }) => `  ${propOf(event)}?: ((event: RenewalEvent<'${event}'>) => void) | undefined;`).join('\n')}
}
export type ${name}Props = types.Given<types.${name}Properties> &
  ${name}Handlers &
  Omit<HTMLAttributes<types.${name}>, keyof types.${name}Properties | keyof ${name}Handlers>;
export declare const ${name}: ForwardRefExoticComponent<${name}Props & RefAttributes<types.${name}>>;`,
  );
  const tags = elements.map(({ tagName, name, events, attributes }) => {
    const handlers = events.map(({ name: event }) => `        ${handler(event)}`);
    const others = namesWithHyphens(attributes);
    return `      '${tagName}': types.Given<types.${name}Properties> &
        Omit<HTMLAttributes<types.${name}>, keyof types.${name}Properties> &
        RefAttributes<types.${name}> & {
        class?: string | undefined;
${[...others, ...handlers].join('\n')}
      };`;
  });
  return `import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from 'react';
import type * as types from './types.js';
import type { RenewalEvent } from './types.js';

${components.join('\n\n')}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${tags.join('\n')}
    }
  }
}
`;
}

/** Types by which Vue's compiler and vue-tsc know the tags, with `.customers` as well as `:customers`. */
function vueTypesOf(elements: readonly Element[]): string {
  const tags = elements.map(
    ({ tagName, name, events }) => `    '${tagName}': new () => types.${name} & {
      $props: HTMLAttributes & ReservedProps & types.Given<types.${name}Properties> & {
${events.map(({ name: event }) => `        ${handler(event, vueProp(event))}`).join('\n')}
      };
    };`,
  );
  return `import type { HTMLAttributes, ReservedProps } from 'vue';
import type * as types from './types.js';
import type { RenewalEvent } from './types.js';

declare module 'vue' {
  interface GlobalComponents {
${tags.join('\n')}
  }
}
`;
}

function svelteTypesOf(elements: readonly Element[]): string {
  const tags = elements.map(
    ({
      tagName,
      name,
      events,
      attributes,
    }) => `    '${tagName}': types.Given<types.${name}Properties> &
      Omit<HTMLAttributes<types.${name}>, keyof types.${name}Properties> & {
${[...namesWithHyphens(attributes), ...events.map(({ name: event }) => `        ${handler(event)}`)].join('\n')}
      };`,
  );
  return `import type { HTMLAttributes } from 'svelte/elements';
import type * as types from './types.js';
import type { RenewalEvent } from './types.js';

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${tags.join('\n')}
  }
}
`;
}

/** Attributes that are named otherwise than their properties, as templates take both. */
function namesWithHyphens(attributes: Element['attributes']): string[] {
  return attributes
    .filter(({ name }) => name.includes('-'))
    .map(({ name }) => `        '${name}'?: string | undefined;`);
}

/** `onRenewalOrderPlaced` for `@renewal-order-placed`. */
function vueProp(event: string): string {
  return propOf(event).replace('on', 'onRenewal');
}

function handler(event: string, prop = `'on${event}'`): string {
  return `${prop}?: ((event: RenewalEvent<'${event}'>) => void) | undefined;`;
}

function reactOf(elements: readonly Element[]): string {
  const components = elements.map(({ name, tagName, members, events }) => {
    const properties = members.map((member) => member.name);
    const handlers = Object.fromEntries(events.map((event) => [propOf(event.name), event.name]));
    return `export const ${name} = wrap('${tagName}', ${JSON.stringify(properties)}, ${JSON.stringify(handlers)});`;
  });
  return `'use client';\n\nimport { wrap } from './react-wrapper.js';\n\n${components.join('\n')}\n`;
}

function comment(text: string): string {
  return `/** ${text.replace(/\s+/g, ' ').trim()} */`;
}
