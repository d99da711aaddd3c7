import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { controls } from './controls.styles.ts';
import { menuStyles } from './menu.styles.ts';
import { placeOf } from './place.ts';
import { popup } from './popup.styles.ts';
import { StyledElement } from './styled-element.ts';
import { tokens } from './theme/tokens.styles.ts';

export interface MenuItem {
  id: string;
  text: string;
  /** Shown at the end of the item, such as a number of rows. */
  note?: string;
  isChecked?: boolean;
}

export interface MenuGroup {
  heading: string;
  items: readonly MenuItem[];
}

/** A field above the items. */
export interface MenuSearch {
  label: string;
  hint: string;
  button: string;
  text: string;
  onSearch(text: string): unknown;
}

/** A button with a menu (ARIA menu button), whose items are made when it opens; a field may stand above them. */
export class Menu extends StyledElement {
  static readonly tag = 'renewal-menu';
  static override styles = [tokens, controls, popup, menuStyles];

  /** The button's text, or its name where it is bare. */
  @property() label = '';
  /** Shows no more of the button than its arrow. */
  @property({ type: Boolean, reflect: true }) bare = false;
  /** Whether its choice is in force, as with a filter; with `activeLabel`, part of its name. */
  @property({ type: Boolean, reflect: true }) active = false;
  @property() activeLabel = '';
  @property({ attribute: false }) searchOf: (() => MenuSearch) | null = null;
  @property({ attribute: false }) groupsOf: () => readonly MenuGroup[] = () => [];
  @property({ attribute: false }) onChoose!: (id: string) => unknown;

  @state() private groups: readonly MenuGroup[] | null = null;
  #search: MenuSearch | null = null;
  @query('.opener') private opener!: HTMLButtonElement;
  @query('.popup') private popup!: HTMLElement;

  protected override render(): TemplateResult {
    const { groups, bare } = this;
    const label = this.active ? `${this.label}, ${this.activeLabel}` : this.label;
    const items = groups?.map((group) => this.#renderGroup(group));
    const search = this.#search;
    return html`<button
        type="button"
        class="opener"
        aria-haspopup=${this.searchOf ? 'dialog' : 'menu'}
        aria-expanded=${groups !== null}
        aria-label=${bare ? label : nothing}
        title=${bare ? label : nothing}
        popovertarget="popup"
        @keydown=${this.#handleOpenerKey}
      >
        ${bare ? nothing : label}
      </button>
      <div
        id="popup"
        class="popup"
        popover
        role=${this.searchOf ? 'dialog' : 'menu'}
        aria-label=${label}
        @beforetoggle=${this.#handleToggle}
        @keydown=${this.#handleKey}
      >
        ${groups && search ? this.#renderSearch(search) : nothing}
        ${this.searchOf ? html`<div role="menu" aria-label=${label}>${items}</div>` : items}
      </div>`;
  }

  #renderSearch({ label, hint, button, text, onSearch }: MenuSearch): TemplateResult {
    const handleSubmit = (event: SubmitEvent) => {
      event.preventDefault();
      const { value } = this.popup.querySelector('input') as HTMLInputElement;
      this.#close();
      onSearch(value);
    };
    return html`<form @submit=${handleSubmit}>
      <input
        type="text"
        autocomplete="off"
        aria-label=${label}
        placeholder=${hint}
        .value=${text}
      />
      <button>${button}</button>
    </form>`;
  }

  #renderGroup({ heading, items }: MenuGroup): TemplateResult | typeof nothing {
    if (items.length === 0) return nothing;
    return html`<div role="group" aria-label=${heading}>
      <div class="heading" aria-hidden="true">${heading}</div>
      ${items.map((item) => this.#renderItem(item))}
    </div>`;
  }

  #renderItem({ id, text, note, isChecked }: MenuItem): TemplateResult {
    return html`<button
      type="button"
      class="item"
      role=${isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked=${isChecked ?? nothing}
      tabindex="-1"
      data-id=${id}
      @click=${() => this.#choose(id)}
    >
      <span>${text}</span>${note ? html`<span class="note">${note}</span>` : nothing}
    </button>`;
  }

  get #items(): HTMLElement[] {
    return [...this.popup.querySelectorAll<HTMLElement>('input, .item')];
  }

  readonly #handleToggle = (event: ToggleEvent): void => {
    if (event.newState !== 'open') {
      this.groups = null;
      return;
    }
    this.groups = this.groupsOf();
    this.#search = this.searchOf?.() ?? null;
    // A press of the button shows the menu only after the microtasks: until then it has no size and takes no focus.
    requestAnimationFrame(() => this.#enter());
  };

  #enter(): void {
    this.#place();
    if (this.popup.matches(':focus-within')) return;
    // A field would bring up a phone's keyboard.
    const first = this.#search && matchMedia('(pointer: coarse)').matches ? 1 : 0;
    this.#items[first]?.focus();
  }

  #handleOpenerKey(event: KeyboardEvent): void {
    const { key } = event;
    if (this.groups && key !== 'Tab') {
      // The key comes before the frame in which the menu takes the focus, and is meant for the menu.
      event.preventDefault();
      event.stopPropagation();
      this.#enter();
      const item = this.popup.querySelector<HTMLElement>(':focus');
      if (key === 'Enter' || key === ' ') item?.click();
      else item?.dispatchEvent(new KeyboardEvent('keydown', event));
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      event.stopPropagation();
      this.popup.showPopover();
    }
  }

  #handleKey(event: KeyboardEvent): void {
    // Keys in the menu are not meant for the table and the form.
    event.stopPropagation();
    const items = this.#items;
    const at = items.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    const isText = event.target instanceof HTMLInputElement;
    const isOfText = isText && !/^(Arrow|Escape)/.test(event.key);
    if (event.isComposing || (isOfText && (event.key !== 'Tab' || !event.shiftKey))) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#close();
    } else if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length)?.focus();
    } else if (event.key === 'Tab') this.#handleTab(event, isText);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      this.#focusBy(items, at, event.key);
    }
  }

  /** Back, Tab leads from the items and the button to the field, and from the field to the opener. */
  #handleTab(event: KeyboardEvent, isText: boolean): void {
    if (!event.shiftKey) this.popup.hidePopover();
    else if (isText || !this.#search) {
      event.preventDefault();
      this.#close();
    }
  }

  /** The next item that begins with a typed letter. */
  #focusBy(items: readonly HTMLElement[], at: number, letter: string): void {
    const inOrder = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const begins = (text: string) => text.trim().toLowerCase().startsWith(letter.toLowerCase());
    inOrder.find((item) => begins(item.textContent ?? ''))?.focus();
  }

  #choose(id: string): void {
    this.#close();
    this.onChoose(id);
  }

  #close(): void {
    this.popup.hidePopover();
    this.opener.focus();
  }

  /** Below the button, or above it where there is more room. */
  #place(): void {
    const { popup, opener } = this;
    const [left, top, , bottom, width, height] = placeOf(opener);
    const { offsetWidth, offsetHeight } = popup;
    const isBelow = bottom + offsetHeight + 8 <= height || top < offsetHeight;
    popup.style.left = `${Math.max(8, Math.min(left, width - offsetWidth - 8))}px`;
    popup.style.top = isBelow ? `${bottom + 2}px` : `${top - offsetHeight - 2}px`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-menu': Menu;
  }
}
