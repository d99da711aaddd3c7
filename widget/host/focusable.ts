/**
 * Lets the page focus an element, which is to focus the first control within. Dialogs that keep the keyboard's focus lead
 * it, by `tabIndex` and `focus()`, to the elements that they can see; they see none in a shadow root.
 */
export function makeFocusable(element: HTMLElement): void {
  Object.defineProperties(element, {
    tabIndex: {
      get: () => Number(element.getAttribute('tabindex') ?? 0),
      set: (index: number) => element.setAttribute('tabindex', String(index)),
      configurable: true,
    },
    focus: {
      value(options?: FocusOptions) {
        const isDone = focusFirst(element.shadowRoot, options);
        if (!isDone) HTMLElement.prototype.focus.call(element, options);
      },
      configurable: true,
    },
  });
}

function focusFirst(root: ShadowRoot | null, options?: FocusOptions): boolean {
  return [...(root?.querySelectorAll<HTMLElement>('*') ?? [])].some((each) => {
    if (each.shadowRoot) return focusFirst(each.shadowRoot, options);
    if (each.tabIndex >= 0) each.focus(options);
    return each.matches(':focus');
  });
}
