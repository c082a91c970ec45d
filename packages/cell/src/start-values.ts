import { ArgumentError, initializers, type Initializer, type NamedInitializer } from '@sluice/math';

/**
 * A family of start values by name.
 *
 * | name | weights | biases |
 * | --- | --- | --- |
 * | `glorot` | Glorot's uniform ones, recurrent ones orthogonal, each gate's block by itself | as the cell has them |
 * | `keras` | the same, but over the whole matrix of all gates | as the cell has them |
 * | `torch` | uniform within ±1 / √hiddenSize | as the weights |
 */
export type StartFamily = 'glorot' | 'keras' | 'torch';

/**
 * How biases start: as an initializer of that name starts them all, or by what each gate does. `'unitForget'` is 1 for
 * gates that forget, so that an untrained cell remembers (Jozefowicz, Zaremba and Sutskever, 2015), −1 for those that
 * replace what they forget, and 0 for others; `{ name: 'forget', bias: 3 }` is that with 3 and −3. `'chrono'` is what
 * `initializers.chrono` says, for dependencies over so many steps (Tallec and Ollivier, 2018).
 */
export type BiasStart = NamedInitializer | 'unitForget' | ForgetBias | Chrono;

/** The bias of gates that keep the memory; of those that replace it, the same with the other sign. */
export interface ForgetBias {
  readonly name: 'forget';
  readonly bias: number;
}

/** Biases for dependencies over up to so many steps. */
export interface Chrono {
  readonly name: 'chrono';
  readonly longest: number;
}

/** Start values by what they are for; what is left out starts as its family has it. */
export interface StartsByUse {
  /** `'glorot'` by default. */
  readonly family?: StartFamily;
  /** Of weights for the input: each gate's block is filled by itself. */
  readonly input?: NamedInitializer;
  /** Of weights for the state: each gate's block is filled by itself. */
  readonly recurrent?: NamedInitializer;
  readonly bias?: BiasStart;
}

/** What parameters start with: a family's name, or names by use. Plain data. */
export type StartValues = StartFamily | StartsByUse;

/** A gate, as far as its bias is concerned. */
export interface Gate {
  /**
   * What it does to the memory where it is open: `forget` gates keep it, `input` gates add to it, `update` gates replace it
   * and so forget as much as they let in. Without a role it does neither.
   */
  readonly role?: 'forget' | 'input' | 'update';
  /** Its bias at the start, where the start values do not say another; 0 by default. */
  readonly bias?: number;
}

/** Start values of a gated cell's parameters. */
export interface GateInitializers {
  /** For `[inputSize, gates · hiddenSize]`. */
  readonly input: Initializer;
  /** For `[hiddenSize, gates · hiddenSize]`. */
  readonly recurrent: Initializer;
  /** For `[…, gates · hiddenSize]`. */
  readonly bias: Initializer;
  /** For vectors beside the bias, of any length: zeros, or PyTorch's. */
  readonly vector: Initializer;
}

/** What a family starts weights with, and vectors where these are not zeros. */
interface Family {
  readonly input: Initializer;
  readonly recurrent: Initializer;
  readonly vector?: Initializer;
}

const families: Readonly<Record<StartFamily, (gates: number, hiddenSize: number) => Family>> = {
  glorot: (gates) => ({
    input: initializers.blocks(gates, initializers.glorotUniform()),
    recurrent: initializers.blocks(gates, initializers.orthogonal()),
  }),
  keras: () => ({ input: initializers.glorotUniform(), recurrent: initializers.orthogonal() }),
  torch(_, hiddenSize) {
    const uniform = initializers.torchUniform(hiddenSize);
    return { input: uniform, recurrent: uniform, vector: uniform };
  },
};

/**
 * Start values for cells whose gates stand side by side in one matrix.
 *
 * @param sizes - `gates` are the blocks of the matrices and of the bias, in their order, or the number of them.
 * @throws ArgumentError when the start values are unknown.
 *
 * @example
 * ```ts
 * import { gateInitializers } from '@sluice/cell';
 * const gates = [{}, { role: 'forget', bias: 1 }, {}] as const;
 * const { input, recurrent, bias } = gateInitializers({ recurrent: 'identity' }, { gates, hiddenSize: 128 });
 * ```
 */
export function gateInitializers(
  startValues: StartValues,
  sizes: { readonly gates: number | readonly Gate[]; readonly hiddenSize: number },
): GateInitializers {
  checkStartValues(startValues);
  const gates: readonly Gate[] =
    typeof sizes.gates === 'number' ? Array.from({ length: sizes.gates }, () => ({})) : sizes.gates;
  const { family = 'glorot', input, recurrent, bias } = byUse(startValues);
  const start = families[family](gates.length, sizes.hiddenSize);
  const each = (initial: NamedInitializer): Initializer =>
    initializers.blocks(gates.length, initializers.named(initial));
  return {
    input: input ? each(input) : start.input,
    recurrent: recurrent ? each(recurrent) : start.recurrent,
    bias: bias ? biasInitializer(bias, gates) : (start.vector ?? perGate(gates, ({ bias = 0 }) => bias)),
    vector: start.vector ?? initializers.zeros(),
  };
}

/** Throws an ArgumentError on start values that are unknown. */
export function checkStartValues(startValues: StartValues): void {
  const { family = 'glorot', input, recurrent, bias, ...unknown } = byUse(startValues);
  const [other] = Object.keys(unknown);
  if (!Object.hasOwn(families, family) || other !== undefined) {
    const known = Object.keys(families).map((name) => `'${name}'`);
    const given = other === undefined ? `is '${family}'` : `says how '${other}' starts`;
    throw new ArgumentError(
      `initial must be ${known.join(' or ')}, or say what starts how, as { recurrent: 'identity' }, but ${given}.`,
    );
  }
  for (const named of [input, recurrent]) if (named) initializers.named(named);
  if (bias) biasInitializer(bias, [{}])([1], 0); // a name that only matrices can have is refused when used
}

const byUse = (startValues: StartValues): StartsByUse =>
  typeof startValues === 'object' && startValues !== null ? startValues : { family: startValues };

const signOf = { forget: 1, update: -1, input: 0 } as const;

const keeping = (bias: number, gates: readonly Gate[]): Initializer =>
  perGate(gates, ({ role = 'input' }) => bias * signOf[role]);

function biasInitializer(bias: BiasStart, gates: readonly Gate[]): Initializer {
  if (bias === 'unitForget') return keeping(1, gates);
  if (isNamed(bias, 'chrono')) return initializers.chrono(bias.longest, gates.map(chronoPart));
  if (!isNamed(bias, 'forget')) return initializers.named(bias);
  if (Number.isFinite(bias.bias)) return keeping(bias.bias, gates);
  throw new ArgumentError(
    `initial must give the bias of gates that forget, as { bias: { name: 'forget', bias: 1 } }, but it is ${bias.bias}.`,
  );
}

const isNamed = <N extends 'chrono' | 'forget'>(
  bias: BiasStart,
  name: N,
): bias is Extract<BiasStart, { readonly name: N }> => typeof bias === 'object' && bias.name === name;

/** What replaces the memory starts as what adds to it does: open for as little as is to be let in. */
const chronoPart = ({ role }: Gate): initializers.ChronoBlock =>
  role === 'update' ? 'input' : (role ?? 'other');

const perGate = (gates: readonly Gate[], biasOf: (gate: Gate) => number): Initializer =>
  initializers.blocks(
    gates.length,
    gates.map((gate) => initializers.constant(biasOf(gate))),
  );
