import { readFileSync } from 'node:fs';

/** A message's signature from a gateway's documents, or an implementation of theirs. */
export interface Vector {
  name: string;
  op: string;
  /** The names of the fields joined in a text that has only values. */
  order?: string;
  secret: string;
  params: Record<string, unknown>;
  data: string;
  expected: string;
  signature: string;
  mac: string;
  rawBody: string;
  timestamp: number | string;
  header: string;
  headers: Record<string, string>;
  valid?: boolean;
}

/** The product's vectors, as data: the simulators share none of its code. */
export function vectorsOf(gateway: string): { vectors: Vector[]; negative: Vector[] } {
  const file = new URL(`../../../server/vectors/${gateway}.json`, import.meta.url);
  const { vectors, negative = [] } = JSON.parse(readFileSync(file, 'utf8'));
  return { vectors, negative };
}
