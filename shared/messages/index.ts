import type { vi } from './vi.ts';

export type MessageKey = keyof typeof vi;

/** One language's texts, complete by type. */
export type Messages = Readonly<Record<MessageKey, string>>;

/** Fills `{name}` places; a place without a value stays visible rather than vanish. */
export function fillMessage(
  template: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
