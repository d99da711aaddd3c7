import type { Plugin } from 'vite';
import { minifyTemplates } from './minify-templates.ts';
import { withStaticProperties } from './static-properties.ts';

/** Has of Lit's templates, style sheets and decorators only what a browser needs. */
export function elementsMinified(): Plugin {
  return {
    name: 'elements-minified',
    transform(code, id) {
      if (!/\/widget\/.*(?<!\.test)\.ts$/.test(id)) return;
      return { code: minifyTemplates(withStaticProperties(code)), map: null };
    },
  };
}
