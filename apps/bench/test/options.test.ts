import { ArgumentError } from '@sluice/math';
import { expect, it } from 'vitest';
import { cases } from '../src/cases/index.js';
import { helpText, parseOptions } from '../src/options.js';

it('runs all cases with all peers unless it is told otherwise', () => {
  expect(parseOptions([])).toEqual({
    help: false,
    cases,
    repeats: 30,
    peers: true,
    name: 'latest',
    python: undefined,
  });
});

it('chooses cases by a part of their name, each once', () => {
  const names = (...args: string[]): string[] => parseOptions(args).cases.map(({ name }) => name);
  expect(names('--case', 'forward')).toEqual(['forward-lstm-b1-t256-h128', 'forward-lstm-b32-t64-h256']);
  expect(names('--case', 'stream-gru', '--case', 'gru-128')).toEqual(['stream-gru-128']);
});

it('chooses cells by their whole name', () => {
  const names = (...args: string[]): string[] => parseOptions(args).cases.map(({ name }) => name);
  expect(names('--cell', 'gru')).toEqual(['cells-gru-h32', 'cells-gru-h128']);
  expect(names('--cell', 'lru', '--cell', 'gru', '--case', 'h32')).toEqual([
    'cells-gru-h32',
    'cells-lru-h32',
  ]);
});

it('says what is wrong with the command line', () => {
  const check = (args: string[], message: string): void => {
    expect(() => parseOptions(args)).toThrow(ArgumentError);
    expect(() => parseOptions(args)).toThrow(message);
  };
  check(['--case', 'tcn'], 'is in the name of no case; there are train-lstm, train-gru, train-rnn, ');
  check(['--cell', 'tcn'], '--cell "tcn" is no cell; there are none, lstm, gru, mgu, ');
  check(['--cell', 'gru', '--case', 'stream'], 'there are cells-gru-h32, cells-gru-h128.');
  check(['--repeats', '0'], '--repeats must be an integer of at least 1, but is "0".');
  check(['--repeats', 'many'], '--repeats must be an integer of at least 1, but is "many".');
  check(['--name', '../there'], '--name must be the name of a file without its folder, but is "../there".');
  check(['--fast'], "Unknown option '--fast'");
});

it('explains every option', () => {
  for (const option of ['--case', '--cell', '--repeats', '--no-peers', '--python', '--name', '--help']) {
    expect(helpText).toContain(`\n  ${option} `);
  }
  for (const { name } of cases.filter(({ kind }) => kind !== 'cell-training')) {
    expect(helpText).toContain(`\n  ${name}\n`);
  }
  expect(helpText).toContain(
    'cells-NAME-h32 and cells-NAME-h128, for each of the cells\n    none lstm gru mgu ',
  );
});
