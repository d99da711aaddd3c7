import assert from 'node:assert/strict';
import { it } from 'node:test';
import { crc32, inflateSync } from 'node:zlib';
import { encode } from 'uqr';
import { qrPng } from './qr-png.ts';

/** The chunks of a PNG, by type, each with a right length and checksum. */
function chunksOf(png: Buffer): Map<string, Buffer> {
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const body = png.subarray(at + 4, at + 8 + png.readUInt32BE(at));
    at += 8 + png.readUInt32BE(at);
    assert.equal(png.readUInt32BE(at), crc32(body));
    at += 4;
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
  }
  return chunks;
}

it('a QR code’s picture has each of its modules as a square of 8 pixels, in a margin of four modules', () => {
  const payload = '00020101021238570010A00000072701270006970436';
  const { data, size } = encode(payload, { ecc: 'M', border: 0 });
  const chunks = chunksOf(qrPng(payload));
  assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR');
  const width = (size + 8) * 8;
  // Width, height, one bit a pixel, grey.
  assert.deepEqual([header?.readUInt32BE(0), header?.readUInt32BE(4)], [width, width]);
  assert.deepEqual([...(header?.subarray(8) ?? [])], [1, 0, 0, 0, 0]);
  const raw = inflateSync(chunks.get('IDAT') ?? '');
  const stride = Math.ceil(width / 8);
  assert.equal(raw.length, (stride + 1) * width);
  for (let y = 0; y < width; y++) {
    const row = raw.subarray(y * (stride + 1), (y + 1) * (stride + 1));
    // No filter byte; then a byte for each module, whose width is 8 pixels.
    const modules = Array.from(
      { length: size + 8 },
      (_, x) => data[(y >> 3) - 4]?.[x - 4] ?? false,
    );
    assert.deepEqual([...row], [0, ...modules.map((isDark) => (isDark ? 0 : 0xff))]);
  }
});
