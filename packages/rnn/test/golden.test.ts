import { describe, it } from 'vitest';
import {
  checkGolden,
  goldenBackends,
  goldenNames,
  readGolden,
  withOneBias,
} from '../../cell/test/golden/index.js';
import { rnn } from '../src/index.js';

describe.each(goldenNames('RNN'))("PyTorch's numbers: %s", (name) => {
  const golden = readGolden(name);
  for (const backend of goldenBackends) {
    it.each([
      ['two biases', golden],
      ['one bias', withOneBias(golden)],
    ])(`${backend.name}, %s`, (_, own) => {
      checkGolden(
        own,
        (options, { nonlinearity = 'tanh' }) => rnn({ ...options, activation: nonlinearity }),
        backend,
      );
    });
  }
});
