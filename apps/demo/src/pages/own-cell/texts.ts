import type { Texts } from '../../text/language.js';
import { textsKo } from './texts-ko.js';

export const en = {
  editor: {
    title: 'The cell',
    label: 'The code of your cell, TypeScript',
    hint: 'Tab leaves the editor. Ctrl+] and Ctrl+[ indent (on a Mac ⌘), Ctrl+Z undoes. What you write is kept in this browser.',
    start: 'Start from…',
    starts: {
      mgu: 'Minimal gated unit (MGU)',
      gru: 'GRU with a separate input gate',
      rnn: 'Plain RNN',
      twoStates: 'Two states',
    },
    before: 'What I had before',
    undo: 'Undo',
    redo: 'Redo',
    reset: 'Reset',
    resetHint: 'Back to the cell that you started from; Undo brings yours back',
    share: 'Share',
    shared: 'Address copied',
    copy: 'Copy',
    copied: 'Copied',
    refused: 'The browser refused',
    download: 'Download',
    tools: 'What to do with the cell',
  },
  status: {
    loading: 'Looking at it…',
    fine: 'It is a cell: it loads, runs, and its gradient is finite.',
    problem: (line: number, message: string): string => `Line ${line}: ${message}`,
    old: 'Of the last cell that worked.',
    neverEnds: (seconds: number): string =>
      `It has not come to its end within ${seconds} s and was stopped. Is there a loop that never ends?`,
    tooLong:
      'The text is too long for an address, so it cannot be shared as a link. It is kept in this browser.',
    enormous: (characters: string): string =>
      `The text is longer than ${characters} characters: too long for a cell. Nothing of it is run.`,
    notKept: 'The browser does not let this page keep anything, so what you write is lost when you leave.',
  },
  equations: {
    title: 'Its equations',
    waiting: 'They are written here as soon as the cell works.',
  },
  words: {
    title: 'What to write with',
    meanings: {
      matmul: 'product of each row with a matrix of weights',
      arithmetic: 'element by element, with another value or a number',
      functions: 'of each element',
      split: 'equal parts, side by side; together again (from @sluice/math)',
      initial: 'what weights start with',
      gates: 'what the step returns here is drawn as a gate',
      imports: 'what may be imported, such as a cell to wrap',
    },
  },
  graph: { title: 'What one step computes' },
  race: {
    title: 'Beside LSTM and GRU',
    lead: 'The same task, the same examples, the same number of steps and hidden size for each.',
    task: 'Task',
    tasks: {
      adding: 'Adding: two marked numbers of 30',
      temporalOrder: 'Order of two symbols in 20 steps',
      copyMemory: 'Copy three symbols after 10 steps',
      parity: 'Parity of up to 8 bits',
    },
    hidden: 'Hidden size',
    steps: 'Training steps',
    notYet: 'There is nothing to train before the cell works.',
    first: 'What learns is the cell as it stands when you press Train.',
    changed: 'The cell has changed since this training began.',
  },
  schedule: {
    title: 'What the compiler makes of it',
    kind: 'Of',
    kinds: { training: 'a training step', stream: 'one step of a stream' },
    training: (batch: number, steps: number, hidden: number): string =>
      `One training step over ${batch} sequences of ${steps} steps, ${hidden} hidden units: forward, mean squared error, and back; the optimizer is left out.`,
    stream: (hidden: number): string => `One step of a stream, ${hidden} hidden units.`,
    rows: {
      loops: 'Loops over time',
      products: 'Products of matrices',
      productsInLoops: '… of them in loops',
      fused: 'Fused passes',
      operations: 'Work in products',
      memory: 'Memory',
      code: 'WebAssembly code',
    },
    meanings: {
      loops: 'what is left of the recurrence, forward and back',
      products: 'as few as could be made of them',
      productsInLoops: 'these wait for the step before: they make a cell slow',
      fused: 'whole chains of operations in one pass over memory',
      operations: 'multiplications and additions in one run',
      memory: 'all that a run needs, planned ahead',
      code: 'size of the module',
    },
    number: 'Of one run',
    all: 'The whole schedule of your cell',
    caption: 'What the compiler makes of each cell',
  },
  units: { flop: 'FLOP', byte: 'B' },
};

export type OwnCellTexts = typeof en;

export const texts: Texts<OwnCellTexts> = { en, ko: textsKo };
