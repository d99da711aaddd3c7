/** A colour's red, green, blue and alpha, from 0 to 255. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

let canvas: CanvasRenderingContext2D | null | undefined;

/** Colours of any space that CSS knows, one over the other, as they are seen; what is no colour paints nothing new. */
export function painted(...colors: readonly string[]): Rgba {
  canvas ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!canvas) return [0, 0, 0, 0];
  canvas.clearRect(0, 0, 1, 1);
  for (const color of colors) {
    // What is no colour leaves the former one.
    canvas.fillStyle = '#0000';
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
  }
  return canvas.getImageData(0, 0, 1, 1).data as unknown as Rgba;
}
