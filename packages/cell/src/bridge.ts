import {
  ArgumentError,
  concat,
  initializers,
  sameShape,
  type Shape,
  type Value,
  type Values,
} from '@sluice/math';
import type { ParameterSpec, SequenceLayer } from './cell.js';
import { prefixed } from './names.js';

/** Where the state comes from that a decoder starts in. */
export type Bridge = 'dense' | 'copy' | 'none';

/** What leads from the last state of one layer to the first of another. */
export interface BridgeOptions {
  /**
   * `'dense'`, the default, is tanh(s·W + b), where s is all of the encoder's last state: so any two layers fit. `'copy'` takes
   * states of the same name as they are, and `'none'` lets the decoder start from zeros.
   */
  readonly bridge?: Bridge;
  /**
   * The decoder's states that are led to, the others start from zeros. By default all that are a row of more than one number,
   * or, where states are copied, all that both have.
   */
  readonly bridged?: readonly string[];
}

/** A bridge between two layers. */
export interface StateBridge {
  readonly params: Readonly<Record<string, ParameterSpec>>;
  /** The states to start in, by the decoder's names, from the encoder's last ones. */
  start(last: Values, params: Values): Values;
}

type States = Readonly<Record<string, Shape>>;
type Layer = Pick<SequenceLayer, 'kind' | 'state'>;

/** Leads from one layer's last state to another's first. */
export function createBridge(
  from: Layer,
  to: Layer,
  { bridge = 'dense', bridged }: BridgeOptions,
): StateBridge {
  const unknown = bridged?.find((name) => !(name in to.state));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `bridged: ${to.kind} has no state "${unknown}"; its states are ${list(Object.keys(to.state))}.`,
    );
  }
  switch (bridge) {
    case 'none':
      return { params: {}, start: () => ({}) };
    case 'copy':
      return copied(from, to, bridged);
    case 'dense':
      return dense(from, to, bridged ?? rows(to.state));
    default:
      throw new ArgumentError(`bridge must be 'dense', 'copy' or 'none', but is ${JSON.stringify(bridge)}.`);
  }
}

function copied(from: Layer, to: Layer, bridged: readonly string[] | undefined): StateBridge {
  const fits = (name: string): boolean => name in from.state && sameShape(from.state[name]!, to.state[name]!);
  const names = bridged ?? Object.keys(to.state).filter(fits);
  const missing = names.filter((name) => !fits(name));
  if (names.length === 0 || missing.length > 0) {
    throw new ArgumentError(
      `bridge: nothing of ${from.kind} can be copied to ${missing.length > 0 ? list(missing) : to.kind}: its states are ` +
        `${JSON.stringify(from.state)}, and those of ${to.kind} ${JSON.stringify(to.state)}. Use bridge: 'dense'.`,
    );
  }
  return { params: {}, start: (last) => Object.fromEntries(names.map((name) => [name, last[name]!])) };
}

function dense(from: Layer, to: Layer, names: readonly string[]): StateBridge {
  const read = rows(from.state);
  const size = read.reduce((sum, name) => sum + from.state[name]![0]!, 0);
  const odd = names.find((name) => to.state[name]!.length !== 1);
  if (odd !== undefined || (size === 0 && names.length > 0)) {
    throw new ArgumentError(
      odd === undefined
        ? `bridge: ${from.kind} has no state that is a row of more than one number, which a decoder could start from; use bridge: 'none'.`
        : `bridge: state "${odd}" of ${to.kind} is no row of numbers, which is what bridge: 'dense' gives.`,
    );
  }
  const parameters = (name: string): Record<string, ParameterSpec> => ({
    w: { shape: [size, to.state[name]![0]!], initial: initializers.glorotUniform() },
    b: { shape: to.state[name]!, initial: initializers.zeros() },
  });
  return {
    params: Object.assign(
      {},
      ...names.map((name) => prefixed(name, parameters(name))),
    ) as StateBridge['params'],
    start: (last, params) => {
      if (names.length === 0) return {};
      const all = concat(read.map((name) => last[name]!));
      const lead = (name: string): Value => all.matmul(params[`${name}.w`]!).add(params[`${name}.b`]!).tanh();
      return Object.fromEntries(names.map((name) => [name, lead(name)]));
    },
  };
}

/** States that are a row of numbers; what is a single one counts or says something. */
const rows = (state: States): string[] =>
  Object.keys(state).filter((name) => state[name]!.length === 1 && state[name]![0]! > 1);

const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ') || 'none';
