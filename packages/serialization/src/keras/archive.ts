import { FormatError } from '../format-error.js';
import { decodeUtf8, quote } from '../text.js';
import { readZip } from '../zip.js';
import { parseJson } from './config/parse-json.js';

/** What a `.keras` archive holds. */
export interface Archive {
  readonly config: unknown;
  readonly version: string | undefined;
  /** An HDF5 file. */
  readonly weights: Uint8Array;
}

/** Opens a `.keras` archive. */
export function openArchive(bytes: Uint8Array): Archive {
  const entries = readZip(bytes, { what: 'Keras archive' });
  const read = (name: string): Uint8Array | undefined => entries.get(name)?.read();
  const json = (name: string): unknown => {
    const found = read(name);
    return found && parseJson(decodeUtf8(found, `Keras: ${name}`), `Keras: ${name}`);
  };
  const [config, metadata, weights] = [json('config.json'), json('metadata.json'), read('model.weights.h5')];
  if (config === undefined || weights === undefined) {
    const names = [...entries.keys()].slice(0, 8).map(quote);
    throw new FormatError(
      `Keras: a .keras archive holds config.json and model.weights.h5, but this one holds ${names.join(', ') || 'nothing'}; ` +
        `save the model again, with its weights in one file.`,
    );
  }
  const version =
    typeof metadata === 'object' && metadata !== null && 'keras_version' in metadata
      ? metadata.keras_version
      : undefined;
  return { config, weights, version: typeof version === 'string' ? version : undefined };
}
