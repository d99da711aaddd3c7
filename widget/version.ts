/** Stamped on the registered elements, to recognise a second copy of another version. */
export const VERSION = '0.1.0';
