import type { Cell, SizeOptions, StepResult } from '@sluice/cell';
import { sizeOf, trace, zeros, type Values } from '@sluice/math';

/** What is asked for when a cell is looked at: sizes that differ, so that one taken for the other is found. */
const sizes: SizeOptions = { inputSize: 3, hiddenSize: 5 };
const batch = 2;

/** More than these no page here could train. */
const [mostOperations, mostParameters] = [2000, 1_000_000];

/** Names that a program has beside the visitor's. */
const taken: ReadonlySet<string> = new Set(['rnn', 'lstm', 'gru']);

/** The cell that a module exports. */
export function exportedCell(
  exports: Readonly<Record<string, unknown>>,
  source: string,
): (sizes: SizeOptions) => Cell {
  const names = Object.keys(exports);
  const how = 'write `export const mine = defineCell({ … })`';
  if (names.length === 0) throw new Error(`Nothing is exported; ${how}.`);
  if (names.length > 1) {
    throw new Error(
      `One cell is to be exported, but there are ${names.join(', ')}; drop \`export\` before the others.`,
    );
  }
  const name = names[0]!;
  if (name === 'default') throw new Error(`The cell needs a name; ${how}, not \`export default\`.`);
  if (taken.has(name)) throw new Error(`There is a cell named \`${name}\` already; give yours another name.`);
  const made = exports[name];
  if (typeof made !== 'function') {
    const what = isCell(made) ? 'a cell of fixed sizes' : made === null ? 'null' : `a ${typeof made}`;
    throw new Error(
      `\`${name}\` is ${what}, but is to be what defineCell returns: a function from sizes to a cell.`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(made))) {
    throw new Error(`\`${name}\` is a class, but is to be what defineCell returns; ${how}.`);
  }
  // The programs that the pages show take it over so.
  if (!new RegExp(`^export const ${name.replaceAll('$', '\\$')}(?![\\w$])`, 'm').test(source)) {
    throw new Error(`\`${name}\` is to be exported where it is made; ${how}.`);
  }
  // What it is beyond that, the checks below find out.
  return made as (sizes: SizeOptions) => Cell;
}

/** Throws unless what was made is a cell. */
export function checkIsCell(made: unknown): asserts made is Cell {
  if (isCell(made)) return;
  throw new Error(
    `With sizes it is to give a cell, as what defineCell returns does, but it gives ${made === null ? 'null' : `a ${typeof made}`}.`,
  );
}

const isCell = (made: unknown): made is Cell => {
  if (typeof made !== 'object' || made === null) return false;
  const { step, unroll, state, params } = made as Partial<Record<keyof Cell, unknown>>;
  return typeof step === 'function' && typeof unroll === 'function' && Boolean(state) && Boolean(params);
};

/** Throws unless the cell can be made, traced and used by the pages here. */
export function checkCell(create: (sizes: SizeOptions) => Cell): void {
  const cell = create(sizes);
  const parameters = Object.values(cell.params).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (parameters > mostParameters) {
    throw new Error(
      `It has ${parameters.toLocaleString('en')} parameters with ${sizes.hiddenSize} hidden units; ` +
        `${mostParameters.toLocaleString('en')} is the most that there may be here.`,
    );
  }
  const { shape, dtype } = cell.input ?? {};
  if (dtype !== 'f32' || shape?.length !== 1 || shape[0] !== sizes.inputSize) {
    throw new Error('Its step is to take inputSize numbers: leave out `input`.');
  }
  const needed = Object.entries(cell.constants ?? {}).filter(([, { optional }]) => !optional);
  if (needed.length > 0)
    throw new Error(`It reads the constant "${needed[0]![0]}", which no page here gives.`);
  const { equations } = trace(() => {
    const { output, state } = step(cell);
    if (output.dtype !== 'f32' || output.shape.join() !== [batch, sizes.hiddenSize].join()) {
      throw new Error(
        `The output is to be f32[batch, hiddenSize], here f32[${batch}, ${sizes.hiddenSize}], ` +
          `but is ${output.dtype}[${output.shape.join(', ')}].`,
      );
    }
    return [output, ...Object.values(state)];
  }, []);
  if (equations.length > mostOperations) {
    throw new Error(
      `Its step has ${equations.length.toLocaleString('en')} operations; ` +
        `${mostOperations.toLocaleString('en')} is the most that there may be here.`,
    );
  }
}

const step = (cell: Cell): StepResult => {
  const zeroOf = (of: Readonly<Record<string, readonly number[]>>): Values =>
    Object.fromEntries(Object.entries(of).map(([name, shape]) => [name, zeros([...shape])]));
  return cell.step({
    x: zeros([batch, sizes.inputSize]),
    state: Object.fromEntries(
      Object.entries(cell.state).map(([name, shape]) => [name, zeros([batch, ...shape])]),
    ),
    params: zeroOf(Object.fromEntries(Object.entries(cell.params).map(([name, { shape }]) => [name, shape]))),
    training: false,
    key: { seed: 0, step: 0 },
  });
};
