import { describe, expect, it } from 'vitest';
import {
  checkGolden,
  goldenBackends,
  goldenNames,
  readGolden,
  withOneBias,
  type SharedOptions,
} from '../../cell/test/golden/index.js';
import { gru } from '../src/index.js';

describe.each(goldenNames('GRU'))("PyTorch's numbers: %s", (name) => {
  const golden = readGolden(name);
  for (const backend of goldenBackends) {
    it.each([
      ['two biases', golden],
      ['one bias', withOneBias(golden)],
    ])(`${backend.name}, %s`, (_, own) => {
      checkGolden(own, gru, backend);
    });
  }
});

it('tells a GRU that resets before the product from PyTorch’s', () => {
  const make = (options: SharedOptions) => gru({ ...options, resetAfter: false });
  expect(() => checkGolden(readGolden('gru_1l'), make, goldenBackends[0]!)).toThrow(
    'results: state.h: element',
  );
});
