/** Whether a message lacks a field that every answer of a gateway has: absent, null or empty. */
export function lacksAny(message: object, names: readonly string[]): boolean {
  const values = message as Record<string, unknown>;
  return names.some((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined || value === null || value === '';
  });
}

/** Whether a message has a field that only our requests, or the answers to them, have: then it is no report. */
export function hasAny(message: object, names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(message, name));
}

/** A placeholder in place of a transaction id, as refusals have. */
export function isNoNumber(id: string | number): boolean {
  return /^0*$/.test(String(id).trim());
}

/** A text field of a message that could not be read as a whole; undefined where it is absent. */
export function textIn(message: object, name: string): string | undefined {
  const value = Object.hasOwn(message, name)
    ? (message as Record<string, unknown>)[name]
    : undefined;
  return typeof value === 'string' ? value : undefined;
}
