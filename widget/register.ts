import { VERSION } from './version.ts';

let warned = false;

/**
 * Registers an element once. A second copy of the same version is silent; one of another version says
 * so, because the first copy's elements stay.
 */
export function register(name: string, element: CustomElementConstructor): void {
  const present = customElements.get(name) as { renewalVersion?: string } | undefined;
  if (present === undefined) {
    customElements.define(name, Object.assign(element, { renewalVersion: VERSION }));
  } else if (present.renewalVersion !== VERSION && !warned) {
    warned = true;
    console.warn(
      `<${name}> ${present.renewalVersion ?? ''} is here already; ${VERSION} is not used.`,
    );
  }
}
