/** A value as JSON carries it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * The text of a value: a string `{{raw …}}` stands for literal JSON, such as `1e999`, that JavaScript writes for no
 * value.
 */
export function jsonText(value: Json): string {
  return JSON.stringify(value).replace(/"\{\{raw ([^"{}\\]*)\}\}"/g, '$1');
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
