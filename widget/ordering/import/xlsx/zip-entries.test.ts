import { expect } from '@open-wc/testing';
import { zipFile } from '../../../ui/spreadsheet/zip-file.ts';
import { problemOf } from './unreadable-file.ts';
import { unpacked, zipEntries } from './zip-entries.ts';

const LONG = 0xffffffff;

/** The same archive as zip64, in which Java writes a workbook row by row: long fields have all sizes and places. */
function asZip64(zip: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(zip.buffer, zip.byteOffset);
  const end = zip.length - 22;
  const directory = view.getUint32(end + 16, true);
  const parts: Uint8Array[] = [zip.subarray(0, directory)];
  let count = 0;
  for (let at = directory; at < end; count++) {
    const name = at + 46 + view.getUint16(at + 28, true);
    const entry = zip.slice(at, name);
    const fields = new DataView(entry.buffer);
    // Another extra comes first; then the one with the size, the packed size and the place.
    const extras = new DataView(new ArrayBuffer(8 + 28));
    extras.setUint16(0, 0x5455, true);
    extras.setUint16(2, 4, true);
    extras.setUint16(8, 1, true);
    extras.setUint16(10, 24, true);
    for (const [index, offset] of [24, 20, 42].entries()) {
      extras.setBigUint64(12 + index * 8, BigInt(fields.getUint32(offset, true)), true);
      fields.setUint32(offset, LONG, true);
    }
    fields.setUint16(30, 36, true);
    parts.push(entry, new Uint8Array(extras.buffer));
    at = name + view.getUint16(at + 30, true);
  }
  const longEnd = parts.reduce((size, { length }) => size + length, 0);
  const ends = new DataView(new ArrayBuffer(56 + 20 + 22));
  ends.setUint32(0, 0x06064b50, true);
  ends.setBigUint64(32, BigInt(count), true);
  ends.setBigUint64(48, BigInt(directory), true);
  ends.setUint32(56, 0x07064b50, true);
  ends.setBigUint64(64, BigInt(longEnd), true);
  ends.setUint32(76, 0x06054b50, true);
  ends.setUint16(86, 0xffff, true);
  ends.setUint32(92, LONG, true);
  return concatenated([...parts, new Uint8Array(ends.buffer)]);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function textsOf(zip: Uint8Array<ArrayBuffer>): Promise<[name: string, text: string][]> {
  const texts: [string, string][] = [];
  for (const [name, entry] of zipEntries(zip)) {
    let text = '';
    const decoder = new TextDecoder();
    for await (const piece of unpacked(entry, { left: 1_000 })) text += decoder.decode(piece);
    texts.push([name, text]);
  }
  return texts;
}

describe('zipEntries', () => {
  it('zipEntries finds the files of a zip64 archive, and refuses one whose long fields are missing', async () => {
    const zip = await zipFile([
      { name: 'one.xml', text: '<một/>' },
      { name: 'two.xml', text: '<hai/>' },
    ]);
    const long = asZip64(new Uint8Array(await zip.arrayBuffer()));
    expect(await textsOf(long)).to.deep.equal([
      ['one.xml', '<một/>'],
      ['two.xml', '<hai/>'],
    ]);
    // The extra's kind is another one.
    const broken = long.slice();
    const first = broken.findIndex((_, at) => broken[at] === 0x55 && broken[at + 1] === 0x54);
    broken[first + 8] = 9;
    const problem = await textsOf(broken).catch(problemOf);
    expect(problem).to.equal('damaged');
  });
});
