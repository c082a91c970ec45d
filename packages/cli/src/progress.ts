import type { FitReport } from '@sluice/train';
import type { Output } from './io.js';
import { formatCount, formatDuration, toBits } from './numbers.js';

/** Shows how a training comes along: a bar where somebody looks, plain lines now and then elsewhere. */
export interface Progress {
  /** After a step; `value` is how much of the total is done. */
  update(value: number, report: FitReport): void;
  /** After a validation. */
  validated(nats: number): void;
  /** Says something on a line of its own. */
  note(text: string): void;
  stop(): void;
}

export interface ProgressOptions {
  /** What `value` ends at. */
  readonly total: number;
  readonly charactersPerStep: number;
  /** How the position reads: `epoch 1 of 2`. */
  readonly describe: (report: FitReport) => string;
}

/** What is shown: the share that is done, and facts, of which the last can be spared first. */
interface Line {
  readonly share: number;
  readonly facts: readonly string[];
  readonly secondsLeft?: number | undefined;
}

/** Milliseconds from one line to the next where there is no bar. */
const lineInterval = 10_000;

/** Milliseconds from one picture of the bar to the next. */
const barInterval = 100;

/** Share of what the loss shown was before in what it is after a step: single steps jump too much to read. */
const smoothing = 0.95;

/** From how many of the last steps the speed is taken. */
const recentSteps = 32;

export function createProgress(
  output: Output,
  { total, charactersPerStep, describe }: ProgressOptions,
): Progress {
  const times = [performance.now()];
  const values: number[] = [];
  let position: string | undefined;
  let loss: number | undefined;
  let validation: string | undefined;
  const line = (): Line => {
    const share = Math.min(1, (values.at(-1) ?? 0) / total);
    if (position === undefined || loss === undefined) return { share, facts: ['the first step'] };
    // The middle one of the last steps: validating and saving, which some of them include, do not count.
    const durations = times.slice(1).map((time, i) => time - times[i]!);
    const duration = durations.sort((a, b) => a - b)[durations.length >> 1]!;
    const rate = `${formatCount((charactersPerStep * 1000) / duration)} char/s`;
    const [first, last] = [values[0]!, values.at(-1)!];
    const perStep = (last - first) / (values.length - 1);
    return {
      share,
      facts: [position, `loss ${loss.toFixed(3)}`, ...(validation ? [validation] : []), rate],
      secondsLeft: perStep > 0 && share < 1 ? ((total - last) / perStep / 1000) * duration : undefined,
    };
  };
  const display = output.isTTY ? createBar(output, line) : createLines(output, line);
  return {
    update: (value, report) => {
      times.push(performance.now());
      values.push(value);
      if (times.length > recentSteps) times.shift();
      if (values.length > recentSteps) values.shift();
      position = describe(report);
      loss = loss === undefined ? report.loss : smoothing * loss + (1 - smoothing) * report.loss;
      display.show();
    },
    validated: (nats) => {
      validation = `validation ${toBits(nats).toFixed(3)} bits/char`;
      display.show();
    },
    note: (text) => display.note(text),
    stop: () => display.stop(),
  };
}

interface Display {
  show(): void;
  note(text: string): void;
  stop(): void;
}

/** One line, drawn over itself. No setting of the terminal is changed, so that a kill leaves none behind. */
function createBar(output: Output, line: () => Line): Display {
  const clear = '\r\x1b[K';
  let drawn = -Infinity;
  const draw = (): void => {
    drawn = performance.now();
    // A terminal that does not know how wide it is says 0.
    const { columns = 0 } = output;
    output.write(`${clear}${formatBar(line(), columns > 0 ? columns : 80)}`);
  };
  draw();
  return {
    show: () => {
      if (performance.now() - drawn >= barInterval) draw();
    },
    note: (text) => {
      output.write(`${clear}${text}\n`);
      drawn = -Infinity;
    },
    stop: () => {
      draw();
      output.write('\n');
    },
  };
}

/** A bar that fits into a terminal: rather than break off in a number, it leaves out the last facts. */
export function formatBar({ share, facts, secondsLeft }: Line, columns: number): string {
  const size = Math.max(5, Math.min(20, columns - 80));
  const done = Math.round(share * size);
  const left = secondsLeft === undefined ? [] : [`${formatDuration(secondsLeft)} left`];
  const start = `${'█'.repeat(done)}${'░'.repeat(size - done)} ${Math.floor(100 * share)}%`;
  for (let count = facts.length; count > 0; count--) {
    const text = [start, ...left, facts.slice(0, count).join(', ')].join(' | ');
    // One column stays free: some terminals begin a new line once the last is filled.
    if (text.length < columns) return text;
  }
  return start.slice(0, columns - 1);
}

function createLines(output: Output, line: () => Line): Display {
  let shown = performance.now();
  let pending = false;
  const print = (): void => {
    const { share, facts } = line();
    output.write(`${Math.floor(100 * share)}%: ${facts.join(', ')}\n`);
    shown = performance.now();
    pending = false;
  };
  return {
    show: () => {
      pending = true;
      if (performance.now() - shown >= lineInterval) print();
    },
    note: (text) => output.write(`${text}\n`),
    stop: () => {
      if (pending) print();
    },
  };
}
