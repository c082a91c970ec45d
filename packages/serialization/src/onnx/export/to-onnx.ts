import type { SequenceLayer } from '@sluice/cell';
import type { Spec, Tensor } from '@sluice/math';
import { enter, leave } from './boundary.js';
import { checkNames, checkParams, checkSize, inputOf } from './checks.js';
import { encodeFile } from './encode-file.js';
import { describeLayer } from './names.js';
import { idiomNodes } from './native/idiom-nodes.js';
import { recurrentNodes } from './native/recurrent-nodes.js';
import { translateEquation } from './rules/index.js';
import { traceForAllSizes } from './trace-layer.js';
import { Translation } from './translation.js';
import { Writer } from './writer.js';

/** How a layer is written as an ONNX file. */
export interface ToOnnxOptions {
  /** What the file's graph is called; the layer's kind by default. */
  readonly name?: string;
  /** Whether the state comes in and goes out, so that a stream can be run step by step; true by default. */
  readonly states?: boolean;
  /** Whether there is an input `lengths`, int32 `[batch]`: the number of valid steps of each row; false by default. */
  readonly lengths?: boolean;
  /**
   * Whether there is an input `delta`, float `[batch, time]`: the time since the step before, for cells that know irregular
   * steps; false by default.
   */
  readonly delta?: boolean;
  /** What tokens come as, where the layer takes integers: `'int64'` by default, as most runtimes' callers hand them over. */
  readonly tokens?: 'int64' | 'int32';
  /** What the file is to say beside, by names of your choice, such as a vocabulary: `importOnnx` gives it back. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Shape and dtype of one step of one row; needed only where the layer takes any input. */
  readonly input?: Spec;
}

/**
 * Writes a layer with its weights as an ONNX file (opset 17) that ONNX Runtime runs.
 *
 * `rnn`, `lstm` and `gru` become the nodes of their names, both directions of a `bidirectional` one node; every other cell
 * becomes a `Scan` over its own equations, and a cell without a state operators on all steps at once.
 *
 * | input | |
 * | --- | --- |
 * | `x` | `[batch, time, …]`, float, or integers where the layer takes tokens |
 * | `lengths`, `delta` | int32 `[batch]` and float `[batch, time]`, where asked for |
 * | `0.h` | the state before the first step, `[batch, …]`, under the layer's names |
 *
 * | output | |
 * | --- | --- |
 * | `output` | `[batch, time, …]`; `[batch, …]` behind a layer that keeps one step |
 * | `0.h_next` | the state after the last (valid) step |
 *
 * Batch and time are free in the file. To stream, run it with a time of 1 and hand each state on to the next run; a new
 * stream starts from zeros. A state that is called `x`, `lengths`, `delta` or `output` has `state.` before its name.
 *
 * @throws ArgumentError when weights are missing, when the file would be larger than the 2 GB that the format allows, when the
 * layer draws random numbers outside of training, or when it computes something else for other sizes of its input; ShapeError
 * when weights have another shape.
 *
 * @example
 * ```ts
 * import { sequential } from '@sluice/cell';
 * import { embedding, linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * import { createModel } from '@sluice/model';
 * import { toOnnx } from '@sluice/serialization';
 * const net = sequential(embedding(65, 8), lstm({ inputSize: 8, hiddenSize: 16 }), linear(16, 65));
 * const { params } = await createModel(net, { seed: 1 });
 * const bytes = toOnnx(net, params); // x, 1.h and 1.c in; output, 1.h_next and 1.c_next out
 * ```
 */
export function toOnnx(
  layer: SequenceLayer,
  params: Readonly<Record<string, Tensor>>,
  options: ToOnnxOptions = {},
): Uint8Array {
  const { name = layer.kind, states = true, lengths = false, delta = false, tokens = 'int64' } = options;
  const input = inputOf(layer, options.input);
  checkSize(layer);
  checkParams(layer, params);
  if (states) checkNames(layer);

  const traced = traceForAllSizes(layer, { input, lengths, delta, states });
  const { inputs, outputs, general } = traced;
  const overrides = new Map([...idiomNodes(layer, traced), ...recurrentNodes(layer, params, traced)]);
  const write = new Writer();
  const t = new Translation(write, write.root, (equation, translation) => {
    const override = overrides.get(equation);
    return override ? override(translation) : translateEquation(equation, translation);
  });
  const { program } = general;
  t.run(
    program,
    program.inputs.map((variable, i) =>
      enter(inputs[i]!, variable, params, tokens === 'int64' ? 'i64' : 'i32', write),
    ),
  );
  program.outputs.forEach((variable, i) => leave(outputs[i]!, t.whole(variable), !layer.manyToOne, write));
  const { kind, options: own } = layer;
  return encodeFile(write.root, {
    name,
    description: `${describeLayer({ kind, options: own })}, written by Sluice.`,
    metadata: { ...options.metadata, 'sluice.layer': JSON.stringify({ kind, options: own }) },
  });
}
