import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

const SCALE = 8;
/** White margin around a code, in modules (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** A QR code as a black-and-white PNG (W3C PNG, colour type 0, one bit a pixel), because mail programs show no SVG. */
export function qrPng(payload: string): Buffer {
  const { data, size } = encode(payload, { ecc: 'M', border: QUIET_ZONE });
  const pixels = size * SCALE;
  const stride = Math.ceil(pixels / 8);
  const raw = Buffer.alloc((stride + 1) * pixels, 0xff);
  for (let y = 0; y < pixels; y++) {
    const row = y * (stride + 1);
    raw[row] = 0;
    for (let x = 0; x < pixels; x++) {
      if (!data[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)]) continue;
      const at = row + 1 + (x >> 3);
      raw[at] = (raw[at] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}
