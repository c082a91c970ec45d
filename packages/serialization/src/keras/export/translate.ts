import type { Activation } from '@sluice/cell';
import { kerasName } from './activation.js';
import { cellLayer, isKerasCell } from './cells.js';
import { cannotSay, flatten, innerPart, type PartDescription } from './describe.js';
import type { KerasLayer } from './keras-layer.js';
import { stateless } from './stateless.js';

/** A model as layers of Keras, and what comes to the first. */
export interface Translation {
  readonly layers: readonly KerasLayer[];
  /** Size of a step of the input; undefined for indices. */
  readonly features: number | undefined;
}

/** A recurrent part, which may rest at masked steps. */
interface Recurrent {
  readonly part: PartDescription;
  /** Undefined where it does not. */
  readonly atRest: 'repeat' | 'zeros' | undefined;
}

/** Says a layer in Keras' words. */
export function translate(layer: PartDescription): Translation {
  const walk = new Walk(startOf(layer));
  for (const part of flatten(layer)) walk.add(part);
  return walk.finish();
}

/** Size of a step: the first part that knows it tells, since those before it change nothing. */
function startOf(layer: PartDescription): number | undefined {
  for (const { kind, options } of flatten(layer)) {
    if (kind === 'embedding') return undefined;
    const size = sizeIn(kind, options);
    if (size !== undefined) return size;
  }
  return cannotSay(
    layer,
    'nothing in it tells the size of its input, which Keras wants to know; put a linear layer before it',
  );
}

function sizeIn(kind: string, options: Readonly<Record<string, unknown>>): number | undefined {
  const inner = (options['cell'] ?? options['forward'] ?? options['layer']) as
    { kind: string; options: Record<string, unknown> } | undefined;
  const first =
    kind === 'sequential'
      ? (options['parts'] as { kind: string; options: Record<string, unknown> }[])[0]
      : inner;
  if (first) return sizeIn(first.kind, first.options);
  return (options['inputSize'] ?? options['size']) as number | undefined;
}

/** Goes through the parts of a layer, of which several may be one layer of Keras. */
class Walk {
  readonly #layers: KerasLayer[] = [];
  readonly #start: number | undefined;
  #features: number | undefined;
  /** A flip that stands before the next part. */
  #flip: PartDescription | undefined;
  #isMasked = false;
  #isMaskStale = false;
  #isSequence = true;

  constructor(features: number | undefined) {
    this.#start = features;
    this.#features = features;
  }

  add(part: PartDescription): void {
    const { kind } = part;
    if (this.#flip && !isRecurrent(kind)) {
      cannotSay(this.#flip, `a flip is a recurrent layer's go_backwards in Keras, but ${kind} follows`);
    }
    if (kind === 'flip') this.#flip = part;
    else if (kind === 'last') this.#keepLast(part);
    else if (kind === 'bidirectional') this.#addBidirectional(part);
    else if (isRecurrent(kind)) this.#addRecurrent(part);
    else this.#addStateless(part);
  }

  finish(): Translation {
    if (this.#flip) cannotSay(this.#flip, 'a flip at the end has no layer in Keras');
    return { layers: this.#layers, features: this.#start };
  }

  #addRecurrent(part: PartDescription): void {
    const cells = recurrentParts(part);
    const isBackwards = this.#flip !== undefined;
    if (isBackwards && cells.length > 1)
      cannotSay(part, 'several cells behind one flip are no layer of Keras');
    for (const recurrent of cells) {
      this.#checkRest(recurrent);
      const isZero = this.#isMasked && recurrent.atRest === 'zeros';
      this.#push(
        cellLayer(recurrent.part, {
          return_sequences: true,
          go_backwards: isBackwards,
          zero_output_for_mask: isZero,
        }),
        recurrent.part.options['hiddenSize'] as number,
      );
    }
    this.#isMaskStale ||= isBackwards && this.#isMasked;
    this.#flip = undefined;
  }

  /** In Keras, whatever is recurrent rests where there is a mask. */
  #checkRest({ part, atRest }: Recurrent): void {
    if (this.#isMaskStale) {
      cannotSay(
        part,
        "behind a flip, Keras' masks are in the old order of steps, so nothing may rest by them",
      );
    }
    if (this.#isMasked && atRest === undefined) {
      cannotSay(
        part,
        'there is a mask ahead, by which every recurrent layer of Keras rests; put it in masked()',
      );
    }
  }

  #addBidirectional(part: PartDescription): void {
    if (this.#flip) cannotSay(this.#flip, 'a flip before bidirectional has no layer in Keras');
    const [there, back] = (['forward', 'backward'] as const).map((name) =>
      directionOf(innerPart(part, part.options[name], name, `${part.place}.${name}`)),
    );
    const layers = [there!, back!].map(({ recurrent, isLast }, i) => {
      this.#checkRest(recurrent);
      const wanted = isLast ? 'repeat' : 'zeros';
      if (this.#isMasked && recurrent.atRest !== wanted) {
        cannotSay(
          recurrent.part,
          `in both directions Keras gives '${wanted}' at masked steps; say masked(…, { output: '${wanted}' })`,
        );
      }
      return cellLayer(recurrent.part, {
        return_sequences: !isLast,
        go_backwards: i === 1,
        zero_output_for_mask: !isLast,
      });
    });
    const [forward, backward] = [layers[0]!, layers[1]!];
    const merge = part.options['merge'] as keyof typeof merges;
    const sizes = layers.map(({ config }) => config['units'] as number);
    this.#push(
      {
        className: 'Bidirectional',
        config: { merge_mode: merges[merge] },
        weights: [],
        directions: { forward_layer: forward, backward_layer: backward },
        features: forward.features,
      },
      merge === 'concat' ? sizes[0]! + sizes[1]! : sizes[0]!,
    );
    if (there!.isLast) this.#collapse();
  }

  /** Lets the last recurrent layer give its last output only: what stands between acts on each step by itself. */
  #keepLast(part: PartDescription): void {
    if (!this.#isSequence) return;
    const at = this.#layers
      .map(({ cell, directions }) => (cell ?? directions) !== undefined)
      .lastIndexOf(true);
    const found = this.#layers[at];
    const masks = this.#layers.slice(at + 1).some(({ className }) => className === 'Masking');
    if (!found?.cell || masks) {
      cannotSay(
        part,
        found?.directions
          ? 'it keeps one step of both directions, of which the backward one has just begun there; put last() into both'
          : 'no recurrent layer stands before it, whose return_sequences it would be in Keras',
      );
    }
    if (found.config['zero_output_for_mask'] === true) {
      cannotSay(
        part,
        "the layer before it gives zeros at masked steps; with last() say masked(…, { output: 'repeat' })",
      );
    }
    this.#layers[at] = { ...found, config: { ...found.config, return_sequences: false } };
    this.#collapse();
  }

  #collapse(): void {
    this.#isSequence = false;
    this.#isMasked = false;
    this.#isMaskStale = false;
  }

  #addStateless(part: PartDescription): void {
    const write = stateless.get(part.kind) ?? cannotSay(part, 'Keras has no such layer');
    const before = this.#layers.at(-1);
    if (
      part.kind === 'activation' &&
      before?.className === 'Dense' &&
      before.config['activation'] === 'linear'
    ) {
      const name = kerasName(part.options['activation'] as Activation);
      if (name !== undefined) {
        this.#layers[this.#layers.length - 1] = { ...before, config: { ...before.config, activation: name } };
        return;
      }
    }
    const { layer, features = this.#features, masks = false } = write(part, this.#features);
    this.#push(layer, features);
    this.#isMasked ||= masks;
    // a new mask is in the order of the steps that it was made from
    if (masks) this.#isMaskStale = false;
  }

  #push(layer: KerasLayer, features: number | undefined): void {
    this.#layers.push(layer);
    this.#features = features;
  }
}

const isRecurrent = (kind: string): boolean => isKerasCell(kind) || kind === 'masked';

/** The cells of a recurrent part: those of `masked(sequential(…))` rest each by itself, which is the same. */
function recurrentParts(part: PartDescription): Recurrent[] {
  if (part.kind !== 'masked') return [{ part, atRest: undefined }];
  const inner = flatten(innerPart(part, part.options['cell'], '', `${part.place}.cell`));
  const strange = inner.find(({ kind }) => !isKerasCell(kind));
  if (strange) cannotSay(strange, 'only rnn, lstm and gru rest at masked steps in Keras');
  const atRest = part.options['output'] === 'zeros' ? 'zeros' : 'repeat';
  return inner.map((cell, i) => ({ part: cell, atRest: i === inner.length - 1 ? atRest : 'repeat' }));
}

/** A direction of `bidirectional`: a cell, perhaps with `last()` behind it. */
function directionOf(direction: PartDescription): { recurrent: Recurrent; isLast: boolean } {
  const [first, second, ...more] = flatten(direction);
  const isLast = second?.kind === 'last';
  if (!first || !isRecurrent(first.kind) || more.length > 0 || (second && !isLast)) {
    return cannotSay(
      direction,
      'each direction of Keras is one recurrent layer: rnn, lstm or gru, perhaps masked, perhaps with last()',
    );
  }
  const [recurrent, other] = recurrentParts(first);
  if (other) cannotSay(first, 'each direction of Keras is one recurrent layer, but there are several cells');
  return { recurrent: recurrent!, isLast };
}

const merges = { concat: 'concat', sum: 'sum', mean: 'ave', mul: 'mul' } as const;
