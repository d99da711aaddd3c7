import { expect } from '@open-wc/testing';
import type { Rgb } from './luminance.ts';
import {
  BACKGROUNDS,
  contrast,
  GROUNDS,
  LEGIBLE,
  LINES,
  legible,
  PAIRS,
  type Palette,
  TEXTS,
  VISIBLE,
} from './palette.ts';

const ROLES = [...BACKGROUNDS, ...TEXTS, ...LINES];

/** The same colours in each run. */
function randomColors(seed: number): () => Rgb {
  let state = seed;
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * 256);
  };
  return () => [next(), next(), next()];
}

function paletteOf(colorOf: (role: string) => Rgb): Palette {
  return Object.fromEntries(ROLES.map((role) => [role, colorOf(role)])) as Palette;
}

const illegible = (palette: Palette) =>
  PAIRS.filter(([text, background]) => contrast(palette[text], palette[background]) < LEGIBLE);

const unseen = (palette: Palette) =>
  LINES.filter((line) =>
    GROUNDS.some((ground) => contrast(palette[line], palette[ground]) < VISIBLE),
  );

describe('a palette', () => {
  it('every text can be read, and every line around a control seen, in 1,000 random palettes', () => {
    const color = randomColors(12);
    let mended = 0;
    for (let run = 0; run < 1_000; run++) {
      const given = paletteOf(color);
      if (illegible(given).length > 0) mended++;
      const palette = legible(given);
      expect(illegible(palette), JSON.stringify(given)).to.deep.equal([]);
      expect(unseen(palette), JSON.stringify(given)).to.deep.equal([]);
      // The host's own grounds stay.
      for (const role of ['surface', 'button', 'head'] as const)
        expect(palette[role]).to.equal(given[role]);
    }
    expect(mended).to.equal(1_000);
  });

  it('a brand colour that is nearly dark enough keeps its white text', () => {
    const white: Rgb = [255, 255, 255];
    const given = paletteOf(() => white);
    // Of Bootstrap and of Ant Design.
    for (const accent of [
      [13, 110, 253],
      [22, 119, 255],
    ] as const) {
      const palette = legible({ ...given, accent, text: [0, 0, 0] });
      expect(palette['on-accent']).to.deep.equal(white);
      expect(contrast(palette.accent, white)).to.be.within(LEGIBLE, LEGIBLE + 0.2);
    }
    const yellow = legible({ ...given, accent: [255, 230, 0] });
    expect(yellow.accent).to.deep.equal([255, 230, 0]);
    expect(contrast(yellow['on-accent'], yellow.accent)).to.be.at.least(LEGIBLE);
  });

  it('texts are legible on the page, too, where one colour can be on both', () => {
    const grey: Rgb = [108, 117, 125];
    const given = { ...paletteOf(() => [255, 255, 255]), muted: grey };
    const page: Rgb = [235, 238, 235];
    expect(contrast(legible(given).muted, page)).to.be.below(LEGIBLE);
    expect(contrast(legible(given, page).muted, page)).to.be.at.least(LEGIBLE);
    const black: Rgb = [0, 0, 0];
    expect(contrast(legible(given, black).muted, given.surface)).to.be.at.least(LEGIBLE);
  });

  it('lines around controls are seen on the page, too, where one colour can be on both', () => {
    const given = { ...paletteOf(() => [255, 255, 255]), focus: [255, 230, 0] as Rgb };
    const page: Rgb = [200, 200, 200];
    expect(contrast(legible(given, page).focus, page)).to.be.at.least(VISIBLE);
    expect(contrast(legible(given, [0, 0, 0]).focus, given.surface)).to.be.at.least(VISIBLE);
  });

  it('a palette that is legible stays as it is', () => {
    const isText = (role: string) => [...TEXTS, ...LINES].some((each) => each === role);
    const given = paletteOf((role) =>
      isText(role) ? [40, 30, 20] : role === 'accent' ? [250, 200, 90] : [250, 245, 240],
    );
    const filled = { ...given, 'on-bad': [255, 255, 255] as Rgb };
    expect(illegible(filled)).to.deep.equal([]);
    expect(legible(filled)).to.deep.equal(filled);
  });

  it('the contrast of black on white is 21, and of a colour on itself 1', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).to.equal(21);
    expect(contrast([9, 90, 200], [9, 90, 200])).to.equal(1);
  });
});
