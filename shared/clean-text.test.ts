import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanCode, cleanLine, cleanLines } from './clean-text.ts';

const INVISIBLE = [
  '\u00ad', // soft hyphen
  '\u034f', // combining grapheme joiner
  '\u061c', // Arabic letter mark
  '\u115f', // Hangul filler
  '\u180e', // Mongolian vowel separator
  '\u200b', // zero width space
  '\u200c',
  '\u200d',
  '\u200e', // left-to-right mark
  '\u200f',
  '\u202a', // bidi embeddings, overrides and their end
  '\u202b',
  '\u202c',
  '\u202d',
  '\u202e',
  '\u2060', // word joiner
  '\u2066', // bidi isolates and their end
  '\u2067',
  '\u2068',
  '\u2069',
  '\u206f',
  '\u3164', // Hangul filler
  '\ufe0f', // variation selector
  '\ufeff', // byte order mark
  '\uffa0', // half-width Hangul filler
  '\ufff9', // interlinear annotation
  '\u{e0041}', // tag letter
  '\u{e0100}', // variation selector
];

describe('cleanLine', () => {
  it('cleanLine drops every invisible character from anywhere in a text', () => {
    for (const character of INVISIBLE) {
      const name = `${character}Công ty ${character}Đại${character} Phát${character}`;
      assert.equal(cleanLine(name), 'Công ty Đại Phát', JSON.stringify(character));
    }
  });

  it('a cleaned line keeps letters of any script, and composes Vietnamese ones', () => {
    assert.equal(cleanLine('Công ty Đại Phát'.normalize('NFD')), 'Công ty Đại Phát');
    assert.equal(cleanLine('Ａ＆Ｂ 株式会社 Ñandú'), 'Ａ＆Ｂ 株式会社 Ñandú');
  });

  it('cleanLine collapses blanks, line breaks and control characters to one blank', () => {
    assert.equal(cleanLine(' \u00a0A\u3000\u2003B\r\nC\tD\u0007E\u0085F\u2028G '), 'A B C D E F G');
  });
});

describe('cleanLines', () => {
  it('cleaned lines keep lines and paragraphs, and nothing invisible', () => {
    assert.equal(
      cleanLines(' Khách\u200b hẹn \r\n\u202e sang năm\u00a0 \n\n\n\nLan '),
      'Khách hẹn\nsang năm\n\nLan',
    );
  });
});

describe('cleanCode', () => {
  it('look-alike characters of a code are read as the plain ones', () => {
    assert.equal(cleanCode('\u200e０１０１２４３１５０'), '0101243150');
    assert.equal(cleanCode('0314409058\u2013002\ufeff'), '0314409058-002');
    assert.equal(cleanCode('0314409058\uff0d002'), '0314409058-002');
    assert.equal(cleanCode('0314409058\u2212002'), '0314409058-002');
    assert.equal(cleanCode('\u202a+84 901 234 567\u202c'), '+84 901 234 567');
    assert.equal(cleanCode('lan\u200e＠minhphat．vn'), 'lan@minhphat.vn');
  });
});

it('a text that is cleaned a second time stays the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const clean of [cleanLine, cleanLines, cleanCode]) {
        const once = clean(text);
        assert.equal(clean(once), once);
        assert.doesNotMatch(once, /[\p{Cf}]/u);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('plain Latin text is cleaned like the same text with an invisible character before it', () => {
  const characters = Array.from({ length: 0x1f00 }, (_, code) => String.fromCharCode(code));
  for (const clean of [cleanLine, cleanCode]) {
    for (const character of characters) {
      const text = `Đại ${character}${character} Phát`;
      assert.equal(clean(text), clean(`\u200b${text}`), JSON.stringify(text));
      assert.equal(clean(character), clean(`\u200b${character}`), JSON.stringify(character));
    }
  }
});
