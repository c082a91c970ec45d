import * as fc from 'fast-check';

/** Changes of some bytes: where, and into what. */
export const byteChanges = fc.array(fc.tuple(fc.nat(60_000), fc.nat(255)), { minLength: 1, maxLength: 4 });

/** Bytes with some of them changed, where there are no zeros, so that structures are hit. */
export function withBytes(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const used = [...copy.keys()].filter((at) => copy[at] !== 0);
  for (const [at, byte] of changes) copy[used[at % used.length]!] = byte;
  return copy;
}

const words = [
  ...'0 1 2 3 -1 0.5 1e9 9007199254740991 true false null [] {} [null,null,3] [[["lstm",0,0,{}]]]'.split(' '),
  ...'"LSTM" "GRU" "RNN" "Dense" "Bidirectional" "TimeDistributed" "Sequential" "Functional" "tanh" "hard_sigmoid"'.split(
    ' ',
  ),
  ...'"__proto__" "constructor" "toString" "__keras_tensor__" "name" "units" "concat" "" "../x" "float32" "uint8"'.split(
    ' ',
  ),
  '{"__proto__":{"polluted":true}}',
];

/** Changes of a JSON text: which of its words, and into what. */
export const wordChanges = fc.array(fc.tuple(fc.nat(100_000), fc.constantFrom(...words)), {
  minLength: 1,
  maxLength: 3,
});

/** A JSON text in which words, numbers and texts are others. */
export function withWords(text: string, changes: readonly (readonly [number, string])[]): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[-\d.eE+]+|true|false|null|[[\]{},:]|\s+/g)!;
  const places = [...tokens.keys()].filter((at) => !/^[[\]{},:\s]/.test(tokens[at]!));
  for (const [at, word] of changes) tokens[places[at % places.length]!] = word;
  return tokens.join('');
}
