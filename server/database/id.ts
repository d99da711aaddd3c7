import { randomUUID } from 'node:crypto';

let lastMs = 0;
let counter = 0;
let beginning = '';

/**
 * A new row's id: UUIDv7 (RFC 9562), so that ids sort by creation time. Those of one millisecond and process are
 * counted (section 6.2, method 1), so that they sort in their order, too.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) begin(now);
  else if (++counter > 0xfff) begin(lastMs + 1);
  // The bytes from the ninth on are the same in both versions: the variant, and 62 random bits.
  return `${beginning}${counter.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`;
}

function begin(ms: number): void {
  lastMs = ms;
  counter = 0;
  const time = ms.toString(16).padStart(12, '0');
  beginning = `${time.slice(0, 8)}-${time.slice(8)}-7`;
}
