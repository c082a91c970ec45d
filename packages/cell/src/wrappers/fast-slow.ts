import { ArgumentError, foldKey, inScope, sameShape, zeros, type Spec, type Values } from '@sluice/math';
import type { Cell, StateNames, StateOf, StepResult } from '../cell.js';
import { checkDefinition, checkStep } from '../checks.js';
import { joinConstants } from '../constants.js';
import { prefixed, under } from '../names.js';
import { outputSpec } from '../output-spec.js';
import { preparedFor, prepareParts } from '../prepare.js';
import { describeSpec, sameSpec } from '../specs.js';
import { unroll } from '../unroll.js';

/** The cells of a fast-slow cell. */
export interface FastSlowCells<F extends Cell, S extends Cell> {
  /** At least two cells whose states are alike: they hand one state from one to the next within a step. */
  readonly fast: readonly [F, F, ...F[]];
  /** The cell that sees only what the first fast one gives, and runs once a step. */
  readonly slow: S;
}

/**
 * Cells that run one after the other within a step and share a state, and one beside them that changes more slowly.
 *
 * Mujika, Meier and Steger, "Fast-slow recurrent neural networks", 2017.
 *
 *     f ← F₁(x, f)
 *     s' = S(output of F₁, s)
 *     f ← F₂(output of S, f)
 *     f ← Fᵢ(0, f)                 i = 3 … k, which have no input
 *     y = output of F_k
 *
 * Names are `fast.0.wx`, `slow.wx` for parameters and `fast.h`, `slow.h` for states. The paper's dropout and layer norm are
 * options and wrappers of the cells.
 *
 * @throws ArgumentError when there are fewer than two fast cells, their states differ, or a cell does not take what it is to
 * be given.
 *
 * @example
 * ```ts
 * import { fastSlow } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const cell = fastSlow({
 *   fast: [lstm({ inputSize: 32, hiddenSize: 64 }), lstm({ inputSize: 48, hiddenSize: 64 })],
 *   slow: lstm({ inputSize: 64, hiddenSize: 48 }),
 * });
 * ```
 */
export function fastSlow<F extends Cell, S extends Cell>({
  fast,
  slow,
}: FastSlowCells<F, S>): Cell<`fast.${StateNames<F>}` | `slow.${StateNames<S>}`> {
  const [first] = fast;
  checkCells(fast, slow);
  const parts: readonly (readonly [string, Cell])[] = [
    ...fast.map((cell, i) => [`fast.${i}`, cell] as const),
    ['slow', slow],
  ];
  const cell: Cell = {
    kind: 'fastSlow',
    options: {
      fast: fast.map(({ kind, options }) => ({ kind, options })),
      slow: { kind: slow.kind, options: slow.options },
    },
    input: first.input,
    state: { ...prefixed('fast', first.state), ...prefixed('slow', slow.state) },
    params: Object.assign({}, ...parts.map(([name, { params }]) => prefixed(name, params))) as Cell['params'],
    constants: joinConstants('fastSlow', [...fast, slow]),
    prepare: prepareParts(parts),
    step: (context) => inScope('fastSlow', () => step(context)),
    unroll: (context) => unroll({ ...cell, step }, context),
  };
  const step: Cell['step'] = (context) => {
    checkStep(cell, context);
    const { key, sequenceKey = key } = context;
    const gates: Values = {};
    const run = (index: number, x = context.x, state: StateOf<string>): StepResult => {
      const [name, part] = parts[index]!;
      const result = inScope(name, () =>
        part.step({
          ...context,
          x,
          state,
          params: under(name, context.params),
          constants: preparedFor(name, part, context.constants),
          key: foldKey(key, index),
          sequenceKey: foldKey(sequenceKey, index),
        }),
      );
      Object.assign(gates, prefixed(name, result.gates ?? {}));
      return result;
    };
    let quick = run(0, context.x, under('fast', context.state));
    const calm = run(fast.length, quick.output, under('slow', context.state));
    for (let i = 1; i < fast.length; i++) {
      const nothing = zeros([context.x.shape[0]!, ...fast[i]!.input!.shape]);
      quick = run(i, i === 1 ? calm.output : nothing, quick.state);
    }
    return {
      output: quick.output,
      state: { ...prefixed('fast', quick.state), ...prefixed('slow', calm.state) },
      gates,
    };
  };
  inScope('fastSlow', () => checkDefinition(cell));
  return cell;
}

function checkCells(fast: readonly Cell[], slow: Cell): void {
  const [first, second, ...others] = fast;
  if (!first || !second) {
    throw new ArgumentError(`fastSlow: needs at least two fast cells, but ${fast.length} came.`);
  }
  const names = Object.keys(first.state);
  fast.forEach(({ kind, state }, i) => {
    const alike =
      Object.keys(state).length === names.length &&
      names.every((name) => state[name] && sameShape(state[name], first.state[name]!));
    if (alike) return;
    throw new ArgumentError(
      `fastSlow: fast cells hand on one state, but that of fast cell ${i} (${kind}) is ${JSON.stringify(state)}, and that of ` +
        `the first ${JSON.stringify(first.state)}.`,
    );
  });
  checkTakes('the slow cell', slow, first);
  checkTakes('fast cell 1', second, slow);
  others.forEach(({ kind, input }, i) => {
    if (input?.dtype === 'f32') return;
    throw new ArgumentError(
      `fastSlow: fast cell ${i + 2} (${kind}) has no input in its turn, so it must take numbers of a size that is known.`,
    );
  });
}

/** Throws unless a cell takes what another gives. */
function checkTakes(what: string, { kind, input }: Cell, from: Cell): void {
  const given: Spec | undefined = from.input && outputSpec(from, from.input);
  if (input && given && sameSpec(input, given)) return;
  throw new ArgumentError(
    `fastSlow: ${what} (${kind}) takes ${input ? describeSpec(input) : 'anything'}, but is given ` +
      `${given ? describeSpec(given) : 'what is not known beforehand'} by ${from.kind}; both are without batch and time.`,
  );
}
