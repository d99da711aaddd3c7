import { VERSION } from './version.ts';

let warned = false;

/** An element of the widget's own: its tag, and the elements it uses. */
export interface InnerElement extends CustomElementConstructor {
  readonly tag: string;
  readonly uses?: readonly InnerElement[];
}

/** Registers an inner element with all that it uses, once its part is loaded. */
export function registerInner(element: InnerElement): void {
  register(element.tag, element);
  element.uses?.forEach(registerInner);
}

/**
 * Registers an element once. A second copy of the same version is silent; another version gives a warning, because the
 * first copy's elements stay.
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
