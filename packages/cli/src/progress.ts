import cliProgress from 'cli-progress';
import type { FitReport } from '@sluice/train';
import type { Output } from './io.js';
import { formatCount, toBits } from './numbers.js';

/** Shows how a training comes along: a bar where somebody looks, plain lines now and then elsewhere. */
export interface Progress {
  /** After a step; `value` is how much of the total is done. */
  update(value: number, report: FitReport): void;
  /** After a validation. */
  validated(nats: number): void;
  stop(): void;
}

export interface ProgressOptions {
  /** What `value` ends at. */
  readonly total: number;
  readonly charactersPerStep: number;
  /** How the position reads: `epoch 1 of 2`. */
  readonly describe: (report: FitReport) => string;
}

/** Milliseconds from one line to the next where there is no bar. */
const lineInterval = 10_000;

/** Share of what the loss shown was before in what it is after a step: single steps jump too much to read. */
const smoothing = 0.95;

export function createProgress(
  output: Output,
  { total, charactersPerStep, describe }: ProgressOptions,
): Progress {
  const display = output.isTTY ? createBar(output, total) : createLines(output, total);
  const durations: number[] = [];
  let last = performance.now();
  let loss: number | undefined;
  let validation = '';
  let text = '';
  return {
    update: (value, report) => {
      durations.push(performance.now() - last);
      last = performance.now();
      if (durations.length > 31) durations.shift();
      loss = loss === undefined ? report.loss : smoothing * loss + (1 - smoothing) * report.loss;
      // The middle one of the last steps: validating and saving, which some of them include, do not count.
      const duration = [...durations].sort((a, b) => a - b)[durations.length >> 1]!;
      const rate = (charactersPerStep * 1000) / duration;
      text = `${describe(report)}, loss ${loss.toFixed(3)}, ${validation}${formatCount(rate)} characters/s`;
      display.show(value, text);
    },
    validated: (nats) => {
      validation = `validation ${toBits(nats).toFixed(3)} bits/character, `;
      display.show(undefined, text);
    },
    stop: () => display.stop(text),
  };
}

interface Display {
  show(value: number | undefined, text: string): void;
  stop(text: string): void;
}

function createBar(output: Output, total: number): Display {
  const bar = new cliProgress.SingleBar({
    stream: output as NodeJS.WritableStream,
    format: '{bar} {percentage}% | {text} | {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 20,
    hideCursor: true,
    etaBuffer: 50,
    gracefulExit: false,
  });
  bar.start(total, 0, { text: 'compiling' });
  let last = 0;
  return {
    show: (value = last, text) => {
      last = value;
      bar.update(value, { text });
    },
    stop: () => bar.stop(),
  };
}

function createLines(output: Output, total: number): Display {
  let shown = Date.now();
  let line = '';
  const print = (): void => {
    output.write(`${line}\n`);
    shown = Date.now();
    line = '';
  };
  let done = 0;
  return {
    show: (value = done, text) => {
      done = value;
      line = `${Math.floor((100 * value) / total)}%: ${text}`;
      if (Date.now() - shown >= lineInterval) print();
    },
    stop: () => {
      if (line !== '') print();
    },
  };
}
