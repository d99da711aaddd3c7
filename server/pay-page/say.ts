import { sayWith } from '../pages/say-with.ts';
import { en } from './texts.en.ts';
import { vi } from './texts.vi.ts';

/** The texts of the payment page in a language. */
export const sayIn = sayWith({ vi, en });
export type Say = ReturnType<typeof sayIn>;
