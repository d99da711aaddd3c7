/** A text that was pasted, and the same as it was copied with its tables. */
export type Pasted = readonly [text: string, asHtml?: string | undefined];
