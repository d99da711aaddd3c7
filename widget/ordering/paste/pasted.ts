/** A text that was pasted, and the same as it was copied with its tables. */
export type Pasted = readonly [text: string, asHtml?: string | undefined];

/** A file, or a text that was pasted, with the same as it was copied. */
export type ListSource = readonly [source: File | string, asHtml?: string | undefined];
