import type { Numbers } from '@sluice/math';
import { readFileSync } from 'node:fs';
import type { NamedNumbers } from '../../src/testing/numbers.js';
import { toOurs, type TorchConfig } from './layout.js';
import { readTensors } from './safetensors.js';

/** A case in our names and layout: time first, one record for inputs and one for gradients. */
export interface GoldenCase {
  readonly config: TorchConfig;
  /** `x`, `lengths`, `params.…`, and `state.…` unless it starts at zero. */
  readonly inputs: NamedNumbers;
  /** `output`, `state.…`, in double precision. */
  readonly results: NamedNumbers;
  /** The loss is the sum of the results times these. */
  readonly lossWeights: NamedNumbers;
  readonly loss: number;
  /** Of the loss, by the names of the inputs, in double precision. */
  readonly gradients: NamedNumbers;
}

const folder = new URL('../../../../golden/torch/', import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));

/** The names of all sequence and cell cases of a module: `'LSTM'` gives those of `LSTMCell` as well. */
export function goldenNames(module: string): string[] {
  const { sequence, cell } = readJson('cases.json') as Record<string, { name: string; module: string }[]>;
  return [...sequence!, ...cell!]
    .filter((own) => own.module === module || own.module === `${module}Cell`)
    .map(({ name }) => name);
}

/** Reads a case and brings it into our names and layout. */
export function readGolden(name: string): GoldenCase {
  const { config } = readJson(`${name}/case.json`) as { config: TorchConfig };
  const [given, exact, weights] = ['golden', 'golden64', 'weights'].map((file) =>
    readTensors(new URL(`${name}/${file}.safetensors`, folder)),
  ) as [Tensors, Tensors, Tensors];
  const convert = (tensors: Tensors): NamedNumbers =>
    Object.fromEntries(
      Object.entries(tensors).flatMap(([key, numbers]) => Object.entries(toOurs(key, numbers, config))),
    );
  const named = (prefix: string, tensors: Tensors): NamedNumbers =>
    convert(
      Object.fromEntries(
        Object.entries(tensors)
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, numbers]) => [key.slice(prefix.length), numbers]),
      ),
    );
  const { lengths } = given;
  const states = Object.fromEntries(Object.entries(given).filter(([key]) => /^(input|h0|c0)$/.test(key)));
  return {
    config,
    inputs: { ...convert({ ...weights, ...states }), ...(lengths && { lengths }) },
    results: named('out.', exact),
    lossWeights: named('loss_weight.', given),
    loss: exact['loss']!.data[0]!,
    gradients: named('grad.', exact),
  };
}

type Tensors = Readonly<Record<string, Numbers>>;
