/** Whether a message is without one of the fields that each of a gateway's answers has: absent, null or empty. */
export function lacksAny(message: object, names: readonly string[]): boolean {
  const values = message as Record<string, unknown>;
  return names.some((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined || value === null || value === '';
  });
}

/** Whether a message has a field that stands only in what we send, or in the answer to that: it is no report. */
export function hasAny(message: object, names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(message, name));
}

/** An id by which a gateway numbers no transaction: refusals have one. */
export function isNoNumber(id: string | number): boolean {
  return /^0*$/.test(String(id).trim());
}

/** A text of a message that could not be read as a whole; undefined where there is none by this name. */
export function textIn(message: object, name: string): string | undefined {
  const value = Object.hasOwn(message, name)
    ? (message as Record<string, unknown>)[name]
    : undefined;
  return typeof value === 'string' ? value : undefined;
}
