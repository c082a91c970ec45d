import { FormatError } from '../format-error.js';
import type { Imported, ImportedLayer } from '../imported.js';
import { quote } from '../text.js';

/** The layers that were found, or an error that says why there are none. */
export function layersOf({ format, layers, left }: Imported): readonly ImportedLayer[] {
  if (layers.length > 0) return layers;
  const reasons = left.slice(0, 8).map(({ name, reason }) => `${quote(name)}: ${reason}`);
  throw new FormatError(
    `Keras: nothing in the file (${format}) can be taken${reasons.length > 0 ? `. ${reasons.join('; ')}` : ', it holds no layers'}.`,
  );
}
