import { form } from './en-form.ts';
import { later } from './en-later.ts';
import type { WidgetMessages } from './index.ts';

/** The same in English; the type leaves no key out. */
export const en: WidgetMessages = { ...form, ...later };
