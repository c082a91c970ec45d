import { bidirectional, flip, last, masked, sequential, type Merge, type SequenceLayer } from '@sluice/cell';
import { cannotTake } from '../cannot-take.js';
import { describe, type Settings } from '../config/settings.js';
import { readLayer, type LayerSpec } from '../config/model-spec.js';
import { convertCell, hasOwnCell, type CellWithParams } from './cells.js';
import {
  bare,
  prefixed,
  type Conversion,
  type Converted,
  type Converter,
  type Flow,
  type Part,
} from './converter.js';

/** Whether layers of a class are recurrent. */
export const isRecurrent = (className: string): boolean => converters.has(className) || hasOwnCell(className);

/** Converts a recurrent layer. */
export const convertRecurrent: Converter = (conversion) => {
  const { flow, settings } = conversion;
  if (!flow.isSequence) return cannotTake('it reads a sequence, but only one step comes to it');
  if (flow.isTokens)
    return cannotTake('it reads numbers, but indices come to it; put an Embedding before it');
  if (flow.isMaskStale)
    return cannotTake('its mask is in the order of steps that there was before go_backwards');
  const converted = (converters.get(conversion.className) ?? convertOwn)(conversion);
  return { ...converted, notes: [...converted.notes, ...stateNotes(settings)] };
};

/** LSTM, GRU, SimpleRNN and CuDNN's: the cell's weights stand in the layer's `cell`, its settings among the layer's. */
const convertOwn: Converter = ({ className, settings, weights, flow, dialect }) =>
  inOneDirection(
    convertCell({ className, settings, weights: weights.part('cell'), dialect }),
    settings,
    flow,
  );

const converters: ReadonlyMap<string, Converter> = new Map([
  ['RNN', convertRnn],
  ['Bidirectional', convertBidirectional],
]);

/** A cell of any kind in a layer of its own. */
function convertRnn({ settings, weights, flow, dialect }: Conversion): Converted {
  const { className, settings: inner } = readLayer(settings.inner(settings.get('cell')));
  const cell = convertCell({ className, settings: inner, weights: weights.part('cell'), dialect });
  return inOneDirection(cell, settings, flow);
}

/** How a layer runs over a sequence. */
interface Running {
  readonly isBackwards: boolean;
  readonly isSequence: boolean;
  readonly isZeroAtRest: boolean;
}

function readRunning(settings: Settings): Running {
  return {
    isBackwards: settings.flag('go_backwards', false),
    // where nothing is known all outputs are given, which leaves nothing out
    isSequence: isOpen(settings) || settings.flag('return_sequences', false),
    isZeroAtRest: settings.get('zero_output_for_mask') === true,
  };
}

/** Whether the file does not tell if the layer gives its last output only. */
const isOpen = (settings: Settings): boolean => settings.isPartial && !settings.has('return_sequences');

function inOneDirection(converted: CellWithParams, settings: Settings, flow: Flow): Converted {
  const { isBackwards, isSequence, isZeroAtRest } = readRunning(settings);
  if (flow.isMasked && isZeroAtRest && !isSequence) {
    return cannotTake(
      'its zero_output_for_mask is said to matter for sequences only, but the last output may be masked',
    );
  }
  const part = restingPart(converted, flow, isSequence && isZeroAtRest);
  return {
    parts: [...(isBackwards ? [bare(flip())] : []), part, ...(isSequence ? [] : [bare(last())])],
    flow: {
      ...flow,
      features: outputSize(converted),
      isSequence,
      isMasked: flow.isMasked && isSequence,
      isMaskStale: flow.isMasked && isSequence && isBackwards,
    },
    notes: converted.notes,
  };
}

/** The cell, resting where there is a mask. */
const restingPart = ({ cell, params }: CellWithParams, flow: Flow, isZero: boolean): Part => ({
  layer: flow.isMasked ? masked(cell, { output: isZero ? 'zeros' : 'repeat' }) : cell,
  params,
});

/** The size of what a cell gives: its state's, the last one's of a stack. */
function outputSize({ cell }: CellWithParams): number {
  const states = Object.entries(cell.state).filter(([name]) => /(^|\.)h$/.test(name));
  return states.at(-1)![1][0]!;
}

const merges: ReadonlyMap<unknown, Merge> = new Map<unknown, Merge>([
  ['concat', 'concat'],
  ['sum', 'sum'],
  ['ave', 'mean'],
  ['mul', 'mul'],
]);

/** Two layers in both directions. */
function convertBidirectional({ settings, weights, flow, dialect }: Conversion): Converted {
  const mode = settings.getOr('merge_mode', 'concat');
  const merge = merges.get(mode);
  if (!merge)
    return cannotTake(
      `its merge_mode is ${describe(mode)}, but only concat, sum, ave and mul give one output`,
    );
  const there = readLayer(settings.inner(settings.get('layer')));
  const own = settings.get('backward_layer');
  const back = own === undefined || own === null ? undefined : readLayer(settings.inner(own));
  checkDirections(there, back);
  const { isSequence } = readRunning(there.settings);
  const isZero = isSequence && dialect.zerosInBidirectional;
  const direction = (spec: LayerSpec, name: 'forward_layer' | 'backward_layer') => {
    const cell = directionCell(spec, { weights: weights.part(name), dialect });
    const { layer, params } = restingPart(cell, flow, isZero);
    return isSequence
      ? { layer, params, cell }
      : { layer: sequential(layer, last()), params: prefixed(0, params), cell };
  };
  const [forward, backward] = [direction(there, 'forward_layer'), direction(back ?? there, 'backward_layer')];
  const layer: SequenceLayer = bidirectional(forward.layer, backward.layer, { merge });
  const [size, otherSize] = [outputSize(forward.cell), outputSize(backward.cell)];
  const notes = [forward, backward].map(({ cell }) => cell.notes);
  return {
    parts: [
      { layer, params: { ...prefixed('forward', forward.params), ...prefixed('backward', backward.params) } },
    ],
    flow: {
      ...flow,
      features: merge === 'concat' ? size + otherSize : size,
      isSequence,
      isMasked: flow.isMasked && isSequence,
    },
    notes: [...new Set(notes.flat())],
  };
}

function directionCell(
  { className, settings }: LayerSpec,
  { weights, dialect }: Pick<Conversion, 'weights' | 'dialect'>,
): CellWithParams {
  if (hasOwnCell(className))
    return convertCell({ className, settings, weights: weights.part('cell'), dialect });
  if (className !== 'RNN') return cannotTake(`its directions are ${className}, which is not recurrent`);
  const inner = readLayer(settings.inner(settings.get('cell')));
  return convertCell({
    className: inner.className,
    settings: inner.settings,
    weights: weights.part('cell'),
    dialect,
  });
}

/** Both directions must give as many steps, one from the beginning and one from the end. */
function checkDirections(there: LayerSpec, back: LayerSpec | undefined): void {
  const [forward, backward] = [readRunning(there.settings), back && readRunning(back.settings)];
  if (forward.isBackwards)
    cannotTake('its forward layer has go_backwards, so that both directions are exchanged');
  if (backward && (!backward.isBackwards || backward.isSequence !== forward.isSequence)) {
    cannotTake('its backward_layer must have go_backwards, and return_sequences as its layer has it');
  }
}

function stateNotes(settings: Settings): string[] {
  const notes: readonly (readonly [string, string])[] = [
    ['stateful', 'stateful: hand the state of a batch to the next one, or stream'],
    ['return_state', 'return_state: the last state comes beside the output of predict'],
    ['time_major', 'time_major: here the batch comes first, then time'],
  ];
  const told = notes.filter(([name]) => settings.get(name) === true).map(([, note]) => note);
  return isOpen(settings)
    ? [...told, 'gives the output of every step; the file does not tell whether only the last is meant']
    : told;
}
