'use client';

import { createElement, forwardRef, useCallback, useLayoutEffect, useRef } from 'react';

// Frameworks that render on a server have no elements there: the tag is rendered, and upgraded in the browser.
if (typeof HTMLElement === 'function') void import('./define.js');

const useEffectInBrowser = typeof window === 'undefined' ? () => {} : useLayoutEffect;

/**
 * A component for an element. Its properties are set as properties, before or after the element is defined; its events
 * are listened to; all else is passed on to the tag.
 *
 * @param {string} tag
 * @param {string[]} properties
 * @param {Record<string, string>} events the name of the event, by the prop's
 */
export function wrap(tag, properties, events) {
  const Component = forwardRef((props, forwarded) => {
    const element = useRef(null);
    /** The props of the last rendering that is on the page. */
    const given = useRef({});
    const place = useCallback(
      (node) => {
        element.current = node;
        if (typeof forwarded === 'function') return forwarded(node);
        if (forwarded) forwarded.current = node;
      },
      [forwarded],
    );
    useEffectInBrowser(() => {
      // A property that is no longer given is left as it is: the element has no other value to go back to.
      for (const name of properties) {
        const isNew =
          name in props && (!(name in given.current) || given.current[name] !== props[name]);
        if (isNew) element.current[name] = props[name];
      }
      given.current = props;
    });
    useEffectInBrowser(() => {
      const node = element.current;
      const listeners = Object.entries(events).map(([prop, type]) => {
        const listen = (event) => given.current[prop]?.(event);
        node.addEventListener(type, listen);
        return () => node.removeEventListener(type, listen);
      });
      return () => {
        for (const stop of listeners) stop();
      };
    }, []);
    const own = new Set([...properties, ...Object.keys(events)]);
    const others = Object.entries(props).filter(([name]) => !own.has(name));
    return createElement(tag, { ...Object.fromEntries(others), ref: place });
  });
  Component.displayName = tag;
  return Component;
}
