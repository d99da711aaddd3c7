import { luminanceOf, type Rgb } from './luminance.ts';

/** Contrast of text that WCAG 2.2 asks for (1.4.3). */
export const LEGIBLE = 4.5;

/** Contrast of lines around controls that it asks for (1.4.11). */
export const VISIBLE = 3;

/** Above the least one: colours are rounded to whole channels. */
const AIM = LEGIBLE + 0.06;

const STEPS = 64;

/** Colours by role; each is the token `--renewal-ROLE`. */
export const BACKGROUNDS = [
  'surface',
  'sunken',
  'raised',
  'field',
  'head',
  'button',
  'accent',
  'accent-soft',
  'good-soft',
  'bad-soft',
  'wait-soft',
  'count',
] as const;

export const TEXTS = [
  'text',
  'muted',
  'link',
  'good',
  'bad',
  'wait',
  'label',
  'placeholder',
  'on-accent',
  'on-bad',
  'on-head',
  'on-button',
  'on-count',
] as const;

/** Roles of the colours that show where a field is, and what has the keyboard. */
export const LINES = ['focus', 'field-line'] as const;

export type Role = (typeof BACKGROUNDS | typeof TEXTS | typeof LINES)[number];

export type Palette = Readonly<Record<Role, Rgb>>;

/** Texts on the surface, the ground of everything else: they are toned until they can be read there. */
const ON_SURFACE = ['text', 'muted', 'link', 'good', 'bad', 'wait', 'label'] as const;

/** Backgrounds with the texts of the surface on them: they come nearer to the surface until those can be read. */
const NEAR_SURFACE = [
  ['sunken', ['text', 'muted', 'link', 'good', 'bad', 'wait']],
  ['raised', ['text', 'muted', 'link', 'good', 'bad', 'wait', 'label']],
  ['field', ['text']],
  ['accent-soft', ['text', 'muted', 'link', 'good', 'bad', 'wait']],
  ['good-soft', ['good']],
  ['bad-soft', ['bad', 'text']],
  ['wait-soft', ['wait', 'text']],
] as const;

/** Texts with a background of their own. */
const ON_OWN = [
  ['on-accent', 'accent'],
  ['on-bad', 'bad'],
  ['on-head', 'head'],
  ['on-button', 'button'],
  ['on-count', 'count'],
  ['placeholder', 'field'],
] as const;

/** Backgrounds with fields and buttons on them. */
export const GROUNDS = ['surface', 'sunken', 'raised', 'accent-soft'] as const;

/** Every text on every background where it stands. */
export const PAIRS: readonly (readonly [text: Role, background: Role])[] = [
  ...ON_SURFACE.map((text) => [text, 'surface'] as const),
  ...NEAR_SURFACE.flatMap(([background, texts]) =>
    texts.map((text) => [text, background] as const),
  ),
  ...ON_OWN,
];

/** Fills that may become a little darker or lighter, to keep their text white or black. */
const YIELDING: ReadonlySet<Role> = new Set(['accent', 'count']);
const YIELDING_STEPS = STEPS / 8;

/** Texts that stand on the page, too, beside the cards. */
export const ON_PAGE = ['text', 'muted', 'link'] as const;

/**
 * A palette in which every text can be read on its background, and lines around controls are seen, as near to the given
 * one as that lets it be. The surface stays as it is; texts are toned, and other backgrounds come nearer to the surface.
 *
 * @param page the page's background, on which texts should be legible, too, where one colour can be on both
 */
export function legible(given: Palette, page: Rgb | null = null): Palette {
  const palette: Record<Role, Rgb> = { ...given };
  for (const text of ON_SURFACE) {
    const isOnPage = page !== null && (ON_PAGE as readonly Role[]).includes(text);
    palette[text] = toned(palette[text], palette.surface, isOnPage ? page : palette.surface);
  }
  for (const [background, texts] of NEAR_SURFACE) {
    const isLegible = (color: Rgb) => texts.every((text) => isClear(palette[text], color));
    palette[background] = nearest(palette[background], palette.surface, isLegible);
  }
  for (const [text, background] of ON_OWN) {
    if (YIELDING.has(background)) {
      palette[background] = yielding(palette[background], palette[text]);
    }
    palette[text] = toned(palette[text], palette[background]);
  }
  const grounds = GROUNDS.map((ground) => palette[ground]);
  for (const line of LINES) palette[line] = outlined(palette[line], grounds, page);
  return palette;
}

/** The line's colour, or one so much nearer to black or white that it is seen on all grounds; on the page, if it can be. */
function outlined(color: Rgb, grounds: readonly Rgb[], page: Rgb | null): Rgb {
  const isSeenOn = (all: readonly Rgb[]) => (line: Rgb) =>
    all.every((ground) => contrast(line, ground) >= VISIBLE);
  const end = isSeenOn(grounds)(BLACK) ? BLACK : WHITE;
  const both = page ? [...grounds, page] : grounds;
  return nearest(color, end, isSeenOn(isSeenOn(both)(end) ? both : grounds));
}

/** The colour, or, where it can't be read, so much nearer to black or white; `other` is a second background, if it can be. */
function toned(color: Rgb, background: Rgb, other = background): Rgb {
  if (isClear(color, background) && isClear(color, other)) return color;
  const end = farther(background);
  const isOnBoth = contrast(end, other) >= AIM;
  return nearest(color, end, (tone) => {
    return contrast(tone, background) >= AIM && (!isOnBoth || contrast(tone, other) >= AIM);
  });
}

/** The fill, or one a little darker or lighter, on which the text can be read; the fill, if it would take more. */
function yielding(fill: Rgb, text: Rgb): Rgb {
  const end = farther(text);
  for (let step = 0; step <= YIELDING_STEPS; step++) {
    const color = mixed(fill, end, step / STEPS);
    if (isClear(text, color)) return color;
  }
  return fill;
}

function isClear(text: Rgb, background: Rgb): boolean {
  return contrast(text, background) >= LEGIBLE;
}

/** Black or white, whichever is clearer beside a colour. */
function farther(color: Rgb): Rgb {
  return contrast(BLACK, color) > contrast(WHITE, color) ? BLACK : WHITE;
}

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** The first colour on the way to another one that will do. */
function nearest(from: Rgb, to: Rgb, willDo: (color: Rgb) => boolean): Rgb {
  for (let step = 0; step < STEPS; step++) {
    const color = mixed(from, to, step / STEPS);
    if (willDo(color)) return color;
  }
  return to;
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const [red, green, blue] = from.map((channel, index) =>
    Math.round(channel + ((to[index] ?? 0) - channel) * share),
  );
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}
