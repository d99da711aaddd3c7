import { fillMessage, type MessageKey } from '../../shared/messages/index.ts';
import type { vi } from './vi.ts';

export type WidgetMessages = Readonly<Record<keyof typeof vi, string>>;

/** Says a text in the screen's language. */
export type Translate = (
  key: MessageKey | keyof WidgetMessages,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** Loads one language; the other stays on the server. */
export async function loadMessages(locale: 'vi' | 'en'): Promise<Translate> {
  const { messages } = await (locale === 'en' ? import('./all-en.ts') : import('./all-vi.ts'));
  return (key, values) => fillMessage(messages[key], values);
}
