/** A colour's red, green, blue and alpha, from 0 to 255. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

let canvas: CanvasRenderingContext2D | null | undefined;

/** Paints CSS colours of any space one over the other, and reads the result; a text that is no colour paints nothing. */
export function painted(...colors: readonly string[]): Rgba {
  canvas ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!canvas) return [0, 0, 0, 0];
  canvas.clearRect(0, 0, 1, 1);
  for (const color of colors) {
    // An invalid colour would leave the former one in force.
    canvas.fillStyle = '#0000';
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
  }
  return canvas.getImageData(0, 0, 1, 1).data as unknown as Rgba;
}
