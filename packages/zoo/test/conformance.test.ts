import { conformance } from '@sluice/cell/testing';
import { describe, it } from 'vitest';
import { cases } from './cases.js';

describe.each(cases)('%s', (_, { create }) => {
  for (const check of conformance(create({ inputSize: 3, hiddenSize: 4 }))) {
    it(check.name, () => check.run());
  }
});
