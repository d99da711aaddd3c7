import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { placeOf } from '../ui/place.ts';

/** Margin between the list and the edges of the window, in pixels. */
const MARGIN = 8;

/** Heights that the list has at least, where the window has them, and at most, in px. */
const [ROOM, ROOM_AT_MOST] = [400, 560];

/** Keeps an open list at its button, however the page is scrolled and its window sized. */
export class Anchored implements ReactiveController {
  #leaving = new AbortController();

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.leave();
  }

  follow(button: Element, popup: HTMLElement): void {
    this.leave();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const anchor = () => place(button, popup);
    addEventListener('scroll', anchor, { signal, capture: true, passive: true });
    addEventListener('resize', anchor, { signal });
    anchor();
  }

  leave(): void {
    this.#leaving.abort();
  }
}

function place(button: Element, { style }: HTMLElement): void {
  const [, top, right, bottom, windowWidth, windowHeight] = placeOf(button);
  const width = Math.min(400, windowWidth - 2 * MARGIN);
  const left = Math.max(MARGIN, Math.min(right - width, windowWidth - width - MARGIN));
  // In a low window, as at 400 %, it covers the bell rather than being a slit below it; in a bar at the end of the window,
  // it stands above.
  const below = windowHeight - bottom;
  const isAbove = below < ROOM && top > below;
  const edge = isAbove ? windowHeight - top : bottom;
  const away = Math.max(MARGIN, Math.min(edge + 6, windowHeight - ROOM));
  style.left = `${left}px`;
  style.top = isAbove ? 'auto' : `${away}px`;
  style.bottom = isAbove ? `${away}px` : 'auto';
  style.maxHeight = `${Math.min(ROOM_AT_MOST, windowHeight - away - MARGIN)}px`;
}
