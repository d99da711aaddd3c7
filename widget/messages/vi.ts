import { form } from './vi-form.ts';
import { later } from './vi-later.ts';

/** What the widget says, in Vietnamese; `{name}` is filled in. */
export const vi = { ...form, ...later } as const;
