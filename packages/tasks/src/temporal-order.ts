import { crossEntropy } from '@sluice/layers';
import { batched, i32 } from './batched.js';
import { accuracy } from './metrics/accuracy.js';
import { settle, type OptionsOf } from './options.js';
import type { Task } from './task.js';

/** What temporal order is made with. */
export interface TemporalOrderOptions {
  /** The least number of steps of a sequence; the most is a tenth more. 100 by default. */
  readonly length?: number;
  /** How many symbols there are whose order counts, 2 or 3; 2 by default. */
  readonly symbols?: number;
}

export const temporalOrderOptions: OptionsOf<TemporalOrderOptions> = {
  length: {
    kind: 'integer',
    default: 100,
    atLeast: 10,
    about: 'least number of steps; the most is a tenth more',
  },
  symbols: { kind: 'integer', default: 2, atLeast: 2, atMost: 3, about: 'how many symbols have an order' },
};

const names = ['E', 'B', 'a', 'b', 'c', 'd', 'X', 'Y'];
const [begin, end, noise, x] = [0, 1, 2, 6] as const;

/** Where the symbols may stand, in hundredths of the length: from here on a tenth of it. */
const windows = { 2: [10, 50], 3: [10, 33, 66] };

/**
 * Temporal order: two or three symbols, each X or Y, stand far apart among others that mean nothing; in which order?
 *
 * Hochreiter and Schmidhuber, "Long short-term memory", 1997, experiments 6a and 6b. A sequence of 100 to 110 steps begins with
 * E and ends with B. The first symbol stands at a step from 10 to 20, the second from 50 to 60; of three, from 10 to 20, 33 to
 * 43 and 66 to 76. For other lengths these grow along. The answer is one of XX, XY, YX, YY, or of the eight of three symbols.
 *
 * All orders come equally often, so who knows nothing of the past is right once in 4, or once in 8.
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { temporalOrder } from '@sluice/tasks';
 * temporalOrder({ symbols: 3 }).answerNames; // ['XXX', 'XXY', …, 'YYY']
 * ```
 */
export function temporalOrder(options: TemporalOrderOptions = {}): Task {
  const { length, symbols } = settle('temporalOrder', temporalOrderOptions, options);
  const part = (hundredths: number): number => Math.floor((length * hundredths) / 100);
  const timeSteps = part(110);
  const classes = 2 ** symbols;
  return {
    name: 'temporalOrder',
    title: 'Temporal order',
    description: `Tell the order of ${symbols} symbols in a sequence of ${length} to ${timeSteps}.`,
    source: 'Hochreiter and Schmidhuber, 1997',
    input: { kind: 'tokens', count: names.length, names },
    outputSize: classes,
    answerNames: Array.from({ length: classes }, (_, order) =>
      order.toString(2).padStart(symbols, '0').replaceAll('0', 'X').replaceAll('1', 'Y'),
    ),
    timeSteps,
    answers: 'last',
    loss: crossEntropy(),
    metric: accuracy(),
    baseline: { value: 1 / classes, by: `always says ${'X'.repeat(symbols)}` },
    published: length === 100 ? [publishedIn1997[symbols as 2 | 3]] : [],
    examples: batched({ input: i32(timeSteps), target: i32() }, (draw) => {
      const steps = draw.between(length, timeSteps);
      const input = Array.from({ length: steps }, () => noise + draw.integer(4));
      input[0] = begin;
      input[steps - 1] = end;
      let order = 0;
      for (const from of windows[symbols as 2 | 3]) {
        const bit = draw.integer(2);
        input[draw.between(part(from), part(from + 10))] = x + bit;
        order = 2 * order + bit;
      }
      return { input, target: [order], length: steps };
    }),
  };
}

const publishedIn1997 = {
  2: {
    cell: 'LSTM, 156 weights',
    result: '1 of 2560 wrong after 31,390 sequences',
    source: 'Hochreiter and Schmidhuber, 1997',
  },
  3: {
    cell: 'LSTM, 308 weights',
    result: '2 of 2560 wrong after 571,100 sequences',
    source: 'Hochreiter and Schmidhuber, 1997',
  },
};
