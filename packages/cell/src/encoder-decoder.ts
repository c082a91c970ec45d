import { ArgumentError, foldKey, inScope, iota, zeros, type Value, type Values } from '@sluice/math';
import { createBridge, type BridgeOptions } from './bridge.js';
import type { Cell, ConstantSpecs, PrepareContext, SequenceLayer, StateNames, StateOf } from './cell.js';
import { checkDefinition, checkSequence, checkStep } from './checks.js';
import { joinConstants } from './constants.js';
import { mapValues, prefixed, under } from './names.js';
import { outputSpec } from './output-spec.js';
import { constantsFor, prepareConstants } from './prepare.js';
import { describeSpec } from './specs.js';

/** How an encoder and a decoder are joined. */
export type EncoderDecoderOptions = BridgeOptions;

/** The names of the state of a decoder behind an encoder. */
export type EncoderDecoderStates<D extends Cell> = `decoder.${StateNames<D>}` | 'started';

/**
 * Reads one sequence with an encoder, then runs a decoder that starts where the encoder ended and may look at all that it gave.
 *
 * Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks", 2014; with attention Bahdanau, Cho and Bengio,
 * 2015 (`bahdanauAttention`), or Luong, Pham and Manning, 2015 (`luongAttention`), somewhere in the decoder.
 *
 * It is a cell whose steps are the decoder's, and what the encoder reads is a constant of it: `source`, `[batch, sourceSteps, …]`
 * as the encoder takes it, with `sourceLengths`, i32 `[batch]`, where rows are padded, and `sourceDelta`, f32
 * `[batch, sourceSteps]`, where its steps are irregular. The encoder runs once for each sequence. Attention reads its outputs as
 * `memory`, without padding and steps that are masked.
 *
 * Names are `encoder.…`, `decoder.…` and `bridge.…` for parameters and `decoder.…` for states. As for `learnedStart`, a state
 * `started` `[1]` is 0 before the first step and 1 after it: a row whose `started` is at most 0.5 starts from the encoder's last
 * state, whatever its other states are.
 *
 * @param encoder - any layer over a sequence whose input is known; both directions of `bidirectional` will do.
 * @param decoder - any cell. Trained with teacher forcing, its input is the target of the step before.
 * @throws ArgumentError when the encoder takes any input or keeps one step, attention takes a memory of another size than the
 * encoder gives, or the bridge does not fit.
 *
 * @example
 * ```ts
 * import { bahdanauAttention, bidirectional, encoderDecoder, sequential } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * import { embedding, linear } from '@sluice/layers';
 * const net = encoderDecoder(
 *   sequential(embedding(50, 32), bidirectional(gru({ inputSize: 32, hiddenSize: 64 }))),
 *   sequential(
 *     embedding(60, 32),
 *     bahdanauAttention(gru({ inputSize: 32 + 128, hiddenSize: 64 }), { memorySize: 128, size: 48 }),
 *     linear(64, 60),
 *   ),
 * );
 * ```
 */
export function encoderDecoder<D extends Cell>(
  encoder: SequenceLayer,
  decoder: D,
  options: EncoderDecoderOptions = {},
): Cell<EncoderDecoderStates<D>> {
  return inScope('encoderDecoder', () => create(encoder, decoder, options));
}

function create(encoder: SequenceLayer, decoder: Cell, options: EncoderDecoderOptions): Cell {
  const source = sourceConstants(encoder);
  const { memory, memoryMask, ...others } = decoder.constants ?? {};
  if (memory) checkMemory(encoder, memory.shape);
  const bridge = createBridge(encoder, decoder, options);

  const encode = ({ params, constants = {}, training, key, chunks }: PrepareContext) => {
    const { source: given, sourceLengths: lengths, sourceDelta: delta } = constants as Partial<Values>;
    const batch = given!.shape[0]!;
    const read = inScope('encoderDecoder.encoder', () =>
      encoder.unroll({
        training,
        chunks,
        x: swapTime(given!),
        delta: delta && swapTime(delta),
        lengths,
        constants,
        params: under('encoder', params),
        state: mapValues(encoder.state, (shape) => zeros([batch, ...shape])),
        key,
      }),
    );
    const mask = placesThatCount(given!, lengths, read.mask);
    return {
      start: bridge.start(read.state, under('bridge', params)),
      constants: {
        ...constantsFor({ constants: others }, constants),
        ...(memory && { memory: swapTime(read.output) }),
        ...(memoryMask && mask && { memoryMask: mask }),
      },
    };
  };

  const cell: Cell = {
    kind: 'encoderDecoder',
    options: {
      encoder: { kind: encoder.kind, options: encoder.options },
      decoder: { kind: decoder.kind, options: decoder.options },
      ...options,
    },
    input: decoder.input,
    state: { ...prefixed('decoder', decoder.state), started: [1] },
    params: {
      ...prefixed('encoder', encoder.params),
      ...prefixed('decoder', decoder.params),
      ...prefixed('bridge', bridge.params),
    },
    constants: joinConstants('encoderDecoder', [{ constants: source }, encoder, { constants: others }]),
    manyToOne: decoder.manyToOne,
    prepare: (context) => {
      const { start, constants } = encode(context);
      const own = { ...context, constants, params: under('decoder', context.params) };
      return {
        ...prefixed('start', start),
        ...prefixed('decoder', prepareConstants(decoder, own)!),
      };
    },
    step: (context) => {
      inScope('encoderDecoder', () => checkStep(cell, context));
      const { state, params, constants = {} } = context;
      const result = inScope('encoderDecoder.decoder', () =>
        decoder.step({
          ...context,
          state: begin(state, under('start', constants)),
          params: under('decoder', params),
          constants: under('decoder', constants),
        }),
      );
      return {
        ...result,
        state: { ...prefixed('decoder', result.state), started: ones(state['started']!) },
        gates: prefixed('decoder', result.gates ?? {}),
      };
    },
    unroll: (context) => {
      inScope('encoderDecoder', () => checkSequence(cell, context));
      const { state, lengths, perturbation = {}, key } = context;
      const { start, constants } = encode({ ...context, key: foldKey(key, 0) });
      const result = inScope('encoderDecoder.decoder', () =>
        decoder.unroll({
          ...context,
          constants,
          state: begin(state, start),
          params: under('decoder', context.params),
          perturbation: under('decoder', perturbation as Values),
          key: foldKey(key, 1),
        }),
      );
      const started = ones(state['started']!);
      const goesOn = lengths?.greater(0).reshape(started.shape);
      return {
        ...result,
        state: {
          ...prefixed('decoder', result.state),
          // a row without steps has not started
          started: goesOn ? goesOn.select(started, state['started']!) : started,
        },
        gates: prefixed('decoder', result.gates),
      };
    },
  };
  checkDefinition(cell);
  return cell;
}

/** The constants that stand for what an encoder reads. */
function sourceConstants({ kind, input, manyToOne }: SequenceLayer): ConstantSpecs {
  if (!input || manyToOne) {
    throw new ArgumentError(
      `the encoder (${kind}) ${
        manyToOne
          ? 'keeps one step only; the decoder starts from its state, so leave last() out.'
          : 'takes any input; put it behind a layer that has an input size.'
      }`,
    );
  }
  return {
    source: { shape: ['sourceSteps', ...input.shape], dtype: input.dtype },
    sourceLengths: { shape: [], dtype: 'i32', optional: true, counts: 'sourceSteps' },
    sourceDelta: { shape: ['sourceSteps'], dtype: 'f32', optional: true },
  };
}

/** Throws unless what the encoder gives is a memory that the decoder takes. */
function checkMemory(encoder: SequenceLayer, [, size]: readonly (number | string)[]): void {
  const given = outputSpec(encoder, encoder.input!);
  if (!given || (given.dtype === 'f32' && given.shape.length === 1 && given.shape[0] === size)) return;
  throw new ArgumentError(
    `the decoder attends to a memory of f32[${size!}] at each place, but the encoder (${encoder.kind}) gives ` +
      `${describeSpec(given)} at each step.`,
  );
}

/** The state that the decoder takes its next step from: that of the row, or, where it has not started, the given one. */
function begin(state: StateOf<string>, start: Values): StateOf<string> {
  const started = state['started']!.greater(0.5);
  return mapValues(under('decoder', state), (value, name) =>
    started.reshape([value.shape[0]!, ...value.shape.slice(1).map(() => 1)]).select(value, start[name] ?? 0),
  );
}

/** 1 at the steps of a source that are neither padding nor masked, i32 `[batch, steps]`; undefined where all are such. */
function placesThatCount(
  source: Value,
  lengths: Value | undefined,
  mask: Value | undefined,
): Value | undefined {
  const [batch, steps] = source.shape as [number, number];
  const valid = lengths && iota([batch, steps], 1).less(lengths.reshape([batch, 1]));
  const marked = mask && swapTime(mask);
  return valid && marked ? valid.mul(marked) : (valid ?? marked);
}

/** Time first becomes batch first, and the other way round. */
const swapTime = (value: Value): Value =>
  value.transpose(value.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis)));

const ones = (like: Value): Value => like.zeros().add(1);
