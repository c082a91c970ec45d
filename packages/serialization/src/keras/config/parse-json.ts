import { JsonReader } from '../../json-reader.js';

/** Reads JSON strictly: no name twice, no nesting without end. `what` begins messages. */
export function parseJson(text: string, what: string): unknown {
  const reader = new JsonReader(text, { what, offset: 0 });
  reader.skip();
  reader.end();
  return JSON.parse(text);
}
