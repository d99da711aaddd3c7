import { element } from '../ui/element.ts';

/** A part of a public element's content. */
export interface Part {
  /** The element stays as long as a part with its key is shown. */
  readonly key: string;
  make(): HTMLElement;
  /** The element's properties; each is set again when its value has changed. */
  readonly given?: Readonly<Record<string, unknown>>;
}

interface Shown {
  readonly element: HTMLElement;
  given: Part['given'];
}

/** The content of a public element. It does not use Lit's templates, which are loaded after the skeleton. */
export class Stage {
  readonly root = element('div', { className: 'root' });
  #shown: ReadonlyMap<string, Shown> = new Map();

  show(parts: readonly Part[]): void {
    const shown = new Map(parts.map((part) => [part.key, this.#elementOf(part)]));
    for (const [key, { element }] of this.#shown) if (!shown.has(key)) element.remove();
    this.#shown = shown;
    // Elements that stay are not moved: a moved element begins anew, and loses the focus.
    [...shown.values()].forEach(({ element }, index) => {
      const present = this.root.children[index];
      if (present !== element) this.root.insertBefore(element, present ?? null);
    });
  }

  #elementOf({ key, make, given }: Part): Shown {
    const shown = this.#shown.get(key) ?? { element: make(), given: {} };
    const former = shown.given;
    const changed = Object.entries(given ?? {}).filter(([name, value]) => former?.[name] !== value);
    Object.assign(shown.element, Object.fromEntries(changed));
    return { ...shown, given };
  }
}

/** The part that is one of the inner elements, with its properties. */
export function inner<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  given: Partial<HTMLElementTagNameMap[Tag]>,
  { part }: { part?: string } = {},
): Part {
  const make = () => {
    const made = document.createElement(tag);
    if (part) made.part.add(part);
    return made;
  };
  return { key: tag, make, given };
}
