import { UnreadableFile } from './file-problem.ts';
import { fromWindows1258 } from './legacy-fonts.ts';

/** Bytes decoded at a time: the clock is looked at after several. */
const STEP = 50_000;

/** Bytes by which the encoding is recognised. */
const SAMPLE = 1_000;

/** Control characters that no text file has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/**
 * The text of a file: in UTF-8 or UTF-16, or else in the code page in which Excel saves a CSV file in Vietnam. Yields
 * after each step.
 *
 * @throws UnreadableFile for a file that is no text
 */
export function* decodedText(bytes: Uint8Array): Generator<undefined, string> {
  const encodings = encodingsOf(bytes);
  for (const [index, encoding] of encodings.entries()) {
    const isLast = index === encodings.length - 1;
    try {
      const text = yield* decodedAs(encoding, bytes, !isLast);
      return encoding === 'windows-1258' ? fromWindows1258(text) : text;
    } catch (error) {
      if (isLast || error instanceof UnreadableFile) throw error;
    }
  }
  throw new UnreadableFile('notATable');
}

function encodingsOf(bytes: Uint8Array): string[] {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return ['utf-16le'];
  if (first === 0xfe && second === 0xff) return ['utf-16be'];
  // Digits and delimiters have a zero byte in UTF-16, which reveals it where its mark is missing.
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = (half: number) => sample.filter((byte, at) => byte === 0 && at % 2 === half).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if (even + odd > sample.length / 8 && even * odd === 0) {
    return [odd > 0 ? 'utf-16le' : 'utf-16be'];
  }
  return ['utf-8', 'windows-1258'];
}

function* decodedAs(encoding: string, bytes: Uint8Array, fatal: boolean) {
  const decoder = new TextDecoder(encoding, { fatal });
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += STEP) {
    const part = decoder.decode(bytes.subarray(at, at + STEP), { stream: true });
    if (NO_TEXT.test(part)) throw new UnreadableFile('notATable');
    parts.push(part);
    yield undefined;
  }
  return [...parts, decoder.decode()].join('');
}
