import { fillMessage, type MessageKey } from '../../../shared/messages/index.ts';
import { vi } from '../../../shared/messages/vi.ts';

/** The texts of operations, who work in Vietnamese. */
export function say(key: MessageKey): string {
  return fillMessage(vi[key]);
}
