/** Timers exist on every platform, but no type library that Node and browsers share declares them. */
const { setTimeout } = globalThis as unknown as {
  readonly setTimeout: (this: void, callback: () => void, milliseconds: number) => unknown;
};

/**
 * Lets everything else run now and then: signals, timers, a page that draws.
 *
 * @returns a function to await in a long loop; it gives way when `interval` milliseconds have passed since the last time.
 */
export function createPause(interval = 30): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last < interval) return;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    last = Date.now();
  };
}
