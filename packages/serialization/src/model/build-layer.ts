import {
  allOutputs,
  bahdanauAttention,
  bidirectional,
  dropped,
  encoderDecoder,
  fastSlow,
  flip,
  highway,
  independent,
  isCell,
  last,
  layerNormed,
  learnedStart,
  luongAttention,
  masked,
  multiplicativeIntegration,
  resettable,
  residual,
  reversed,
  scheduledSampling,
  sequential,
  tied,
  weightDropped,
  zoneout,
  type Activation,
  type Cell,
  type EncoderDecoderOptions,
  type Merge,
  type SequenceLayer,
  type TiedOptions,
} from '@sluice/cell';
import { gru, mgu } from '@sluice/gru';
import {
  activation,
  dropout,
  embedding,
  layerNorm,
  linear,
  masking,
  type EmbeddingOptions,
  type LayerNormOptions,
  type LinearOptions,
  type MaskingOptions,
} from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { SluiceError } from '@sluice/math';
import { indrnn, rnn } from '@sluice/rnn';
import { FormatError } from '../format-error.js';
import { quote } from '../text.js';

/** A layer as plain data: its kind, and what it was made with. */
export interface LayerDescription {
  readonly kind: string;
  readonly options: object;
}

/** What makes a layer of a kind from its options. A file may have put anything into them: it throws where it cannot. */
export type LayerFactory = (options: never) => SequenceLayer;

/** Makes the layers inside of a layer. */
type Build = (description: LayerDescription) => SequenceLayer;

/** Makes a layer from the options that it tells of itself. */
type Factory = (options: object, build: Build) => SequenceLayer;

const factory =
  <O>(make: (options: O, build: Build) => SequenceLayer): Factory =>
  (options, build) =>
    make(options as O, build);

/** A wrapper around a cell, whose description stands among its options. */
function around(wrap: (cell: Cell, options: never) => SequenceLayer): Factory {
  return factory(({ cell, ...rest }: { cell: LayerDescription }, build) =>
    wrap(cellOf(build(cell)), rest as never),
  );
}

function cellOf(layer: SequenceLayer): Cell {
  if (isCell(layer)) return layer;
  throw new FormatError(
    `A ${layer.kind} needs the whole sequence at once, so nothing can be put around its steps.`,
  );
}

/** Rates by the names of what they are for. */
interface Rates {
  readonly rates: Readonly<Record<string, number>>;
}

/** How each kind of layer is made again from the options that it tells of itself. */
const factories = new Map<string, Factory>([
  ['rnn', factory(rnn)],
  ['lstm', factory(lstm)],
  ['gru', factory(gru)],
  ['mgu', factory(mgu)],
  ['indrnn', factory(indrnn)],
  [
    'embedding',
    factory(
      ({ vocabularySize, size, ...rest }: EmbeddingOptions & Record<'vocabularySize' | 'size', number>) =>
        embedding(vocabularySize, size, rest),
    ),
  ],
  [
    'linear',
    factory(
      ({ inputSize, outputSize, ...rest }: LinearOptions & Record<'inputSize' | 'outputSize', number>) =>
        linear(inputSize, outputSize, rest),
    ),
  ],
  ['layerNorm', factory(({ size, ...rest }: LayerNormOptions & { size: number }) => layerNorm(size, rest))],
  ['dropout', factory(({ rate }: { rate: number }) => dropout(rate))],
  ['activation', factory((options: { activation: Activation }) => activation(options.activation))],
  ['masking', factory((options: MaskingOptions) => masking(options))],
  ['last', factory(last)],
  ['flip', factory(flip)],
  ['masked', around(masked)],
  ['dropped', around(dropped)],
  ['zoneout', around((cell, { rates }: Rates) => zoneout(cell, rates))],
  ['weightDropped', around((cell, { rates }: Rates) => weightDropped(cell, rates))],
  ['residual', around(residual)],
  ['highway', around(highway)],
  ['layerNormed', around(layerNormed)],
  ['independent', around(independent)],
  ['multiplicativeIntegration', around(multiplicativeIntegration)],
  ['resettable', around(resettable)],
  ['learnedStart', around(learnedStart)],
  ['bahdanauAttention', around(bahdanauAttention)],
  ['luongAttention', around(luongAttention)],
  ['scheduledSampling', around(scheduledSampling)],
  [
    'tied',
    around((cell, { vocabularySize, ...rest }: TiedOptions & { vocabularySize: number }) =>
      tied(vocabularySize, cell, rest),
    ),
  ],
  [
    'fastSlow',
    factory(({ fast, slow }: { fast: readonly LayerDescription[]; slow: LayerDescription }, build) =>
      fastSlow({
        fast: fast.map((cell) => cellOf(build(cell))) as unknown as [Cell, Cell],
        slow: cellOf(build(slow)),
      }),
    ),
  ],
  ['reversed', factory(({ layer }: { layer: LayerDescription }, build) => reversed(build(layer)))],
  [
    'sequential',
    factory(({ parts }: { parts: readonly LayerDescription[] }, build) => sequential(...parts.map(build))),
  ],
  [
    'allOutputs',
    factory(({ parts }: { parts: readonly LayerDescription[] }, build) => allOutputs(...parts.map(build))),
  ],
  [
    'encoderDecoder',
    factory(
      (
        {
          encoder,
          decoder,
          ...rest
        }: Record<'encoder' | 'decoder', LayerDescription> & EncoderDecoderOptions,
        build,
      ) => encoderDecoder(build(encoder), cellOf(build(decoder)), rest),
    ),
  ],
  [
    'bidirectional',
    factory(
      (
        { forward, backward, merge }: Record<'forward' | 'backward', LayerDescription> & { merge: Merge },
        build,
      ) => bidirectional(build(forward), build(backward), { merge }),
    ),
  ],
]);

/**
 * Makes a layer again from its description.
 *
 * @param own - what makes layers of kinds that Sluice does not have.
 * @throws FormatError when a kind is unknown, or its options make no layer.
 */
export function buildLayer(
  description: LayerDescription,
  own: Readonly<Record<string, LayerFactory>>,
): SequenceLayer {
  const build: Build = ({ kind, options }) => {
    const known = factories.get(kind);
    if (Object.hasOwn(own, kind)) return own[kind]!(options as never);
    if (known) return known(options, build);
    throw new FormatError(
      `There is no layer of the kind ${quote(kind)} here. If it is a cell of your own, say what makes it: ` +
        `readModel(bytes, { cells: { ${kind}: … } }).`,
    );
  };
  try {
    return build(description);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    const reason = cause instanceof SluiceError ? cause.message : 'its description is damaged.';
    throw new FormatError(`No layer can be made of ${quote(JSON.stringify(description))}: ${reason}`, {
      cause,
    });
  }
}
