import { conformance } from '@sluice/cell/testing';
import { gru } from '@sluice/gru';
import { linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import type { Spec } from '@sluice/math';
import { describe, it } from 'vitest';
import {
  bahdanauAttention,
  bidirectional,
  encoderDecoder,
  luongAttention,
  scheduledSampling,
  sequential,
  zoneout,
  type Cell,
} from '../src/index.js';

const source = { source: { shape: [5, 2], dtype: 'f32' } } as const;
const padded = { ...source, sourceLengths: { shape: [], dtype: 'i32' } } as const;
const sizes = { inputSize: 3, hiddenSize: 4 };
const encoder = gru({ inputSize: 2, hiddenSize: 3 });
const both = bidirectional(encoder);
const additive = bahdanauAttention(gru({ inputSize: 3 + 6, hiddenSize: 4 }), { memorySize: 6, size: 3 });
const multiplicative = luongAttention(lstm(sizes), { memorySize: 6 });

const joined: (readonly [string, Cell, Readonly<Record<string, Spec>>])[] = [
  ['without attention', encoderDecoder(encoder, lstm(sizes)), source],
  ['with additive attention', encoderDecoder(both, additive), padded],
  ['with multiplicative attention', encoderDecoder(both, multiplicative), source],
  [
    'in sequential, with states that are copied',
    sequential(
      encoderDecoder(encoder, gru({ inputSize: 2, hiddenSize: 3 }), { bridge: 'copy' }),
      linear(3, 2),
    ),
    padded,
  ],
  [
    'in a wrapper, without a bridge',
    zoneout(encoderDecoder(both, sequential(multiplicative, linear(4, 3)), { bridge: 'none' }), {
      'decoder.0.c': 0.3,
    }),
    padded,
  ],
  [
    'around what chooses its inputs',
    encoderDecoder(encoder, scheduledSampling(gru({ inputSize: 3, hiddenSize: 3 }), { teacherForcing: 0.5 })),
    source,
  ],
];

describe.each(joined)('encoderDecoder %s', (_, cell, constants) => {
  for (const check of conformance(cell, { constants })) it(check.name, () => check.run());
});
