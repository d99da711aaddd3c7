/** Resolves once the next frame has been drawn: a message comes after the drawing that follows `requestAnimationFrame`. */
export function frame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  });
}

/** Times from pressed keys to their frames, in ms. */
export class KeyTimes {
  readonly taken: number[] = [];

  start(): void {
    const take = async ({ timeStamp }: KeyboardEvent) => {
      await frame();
      this.taken.push(performance.now() - timeStamp);
    };
    addEventListener('keydown', (event) => void take(event), { capture: true });
  }
}
