import type { SequenceLayer } from '@sluice/cell';
import type { Spec, Tensor } from '@sluice/math';
import { checkNames, checkParams, checkSize, inputOf } from './checks.js';
import { encodeFile } from './encode-file.js';
import type { Extent } from './extent.js';
import type { Variable } from './general-program.js';
import { generalise } from './generalise.js';
import type { ElementType, Term } from './graph.js';
import { idiomsOf } from './native/idioms.js';
import { idiomNodes } from './native/recognise-idioms.js';
import { recurrentNodes } from './native/overrides.js';
import { recogniseCells } from './native/recognise.js';
import { describeLayer, stateInput, stateOutput } from './names.js';
import { translateEquation } from './rules/index.js';
import { chooseSamples } from './samples.js';
import { traceLayer, type LayerProgram } from './trace-layer.js';
import { Translation, type Bound } from './translation.js';
import { Writer } from './writer.js';

/** How a layer is written as an ONNX file. */
export interface ToOnnxOptions {
  /** What the file's graph is called; the layer's kind by default. */
  readonly name?: string;
  /** Whether the state comes in and goes out, so that a stream can be run step by step; true by default. */
  readonly states?: boolean;
  /** Whether there is an input `lengths`, int32 `[batch]`: the number of valid steps of each row; false by default. */
  readonly lengths?: boolean;
  /** What tokens come as, where the layer takes integers: `'int64'` by default, as most runtimes' callers hand them over. */
  readonly tokens?: 'int64' | 'int32';
  /** Shape and dtype of one step of one row; needed only where the layer takes any input. */
  readonly input?: Spec;
}

/**
 * Writes a layer with its weights as an ONNX file (opset 17) that ONNX Runtime runs.
 *
 * `rnn`, `lstm` and `gru` become the nodes of their names, both directions of a `bidirectional` one node; every other cell
 * becomes a `Scan` over its own equations, and a cell without a state plain operations on all steps at once.
 *
 * | input | |
 * | --- | --- |
 * | `x` | `[batch, time, …]`, float, or integers where the layer takes tokens |
 * | `lengths` | int32 `[batch]`, where asked for |
 * | `0.h` | the state before the first step, `[batch, …]`, under the layer's names |
 *
 * | output | |
 * | --- | --- |
 * | `output` | `[batch, time, …]`; `[batch, …]` behind a layer that keeps one step |
 * | `0.h_next` | the state after the last (valid) step |
 *
 * Batch and time are free in the file. To stream, run it with a time of 1 and hand each state on to the next run; a new
 * stream starts from zeros. A state that is called `x`, `lengths` or `output` has `state.` before its name.
 *
 * @throws ArgumentError when weights are missing, the file would be larger than the 2 GB that the format allows, the layer draws
 * random numbers outside of training, or it computes differently for different sizes of its input; ShapeError when a weight has another shape.
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
  const { name = layer.kind, states = true, lengths = false, tokens = 'int64' } = options;
  const input = inputOf(layer, options.input);
  checkSize(layer);
  checkParams(layer, params);
  if (states) checkNames(layer);

  const samples = chooseSamples(extentsOf(layer, input));
  const versions = samples.map((sizes) => traceLayer(layer, sizes, { input, lengths, states }));
  const [{ program, inputs, outputs }] = versions as [LayerProgram];
  const general = generalise(
    versions.map((version) => version.program),
    samples,
  );
  const weights = new Map(
    program.inputs.flatMap((variable, i) => {
      const param = under('params', inputs[i]!);
      return param === undefined ? [] : [[variable, { name: param, tensor: params[param]! }] as const];
    }),
  );
  const description = { kind: layer.kind, options: layer.options };
  const overrides = new Map([
    ...idiomNodes(program, idiomsOf(description), general),
    ...recurrentNodes(recogniseCells(program, description, samples[0], lengths), general, weights),
  ]);

  const write = new Writer();
  const t = new Translation(write, write.root, (equation, translation) =>
    (overrides.get(equation) ?? ((own) => translateEquation(equation, own)))(translation),
  );
  const enter = createEntrance(write, tokens === 'int64' ? 'i64' : 'i32', params);
  t.run(
    general.program,
    general.program.inputs.map((variable, i) => enter(inputs[i]!, variable)),
  );
  general.program.outputs.forEach((variable, i) => {
    const term = t.whole(variable);
    const state = under('state', outputs[i]!);
    if (state !== undefined) write.output(write.root, term, stateOutput(state));
    else write.output(write.root, layer.manyToOne ? term : swapTime(write, term), 'output');
  });
  return encodeFile(write.root, {
    name,
    description: `${describeLayer(description)}, written by Sluice.`,
    metadata: { 'sluice.layer': JSON.stringify(description) },
  });
}

/** Says what stands in the file for an input of a layer's program. */
function createEntrance(
  write: Writer,
  tokens: 'i64' | 'i32',
  params: Readonly<Record<string, Tensor>>,
): (what: string, variable: Variable) => Bound {
  const input = (name: string, { shape }: Pick<Variable, 'shape'>, type: ElementType): Term =>
    write.input(write.root, { name, shape, type });
  return (what, variable) => {
    const [param, state] = [under('params', what), under('state', what)];
    if (param !== undefined) {
      const { shape, data } = params[param]!;
      return { term: write.stored('f32', shape, data, param) };
    }
    if (state !== undefined) return { term: input(stateInput(state), variable, 'f32') };
    if (what === 'lengths') return { term: input('lengths', variable, 'i32') };
    const [time, batch, ...rest] = variable.shape as [Extent, Extent, ...Extent[]];
    const isToken = variable.dtype === 'i32';
    const x = input('x', { shape: [batch, time, ...rest] }, isToken ? tokens : 'f32');
    write.measure(x);
    const steps = swapTime(write, x);
    return isToken ? { term: write.cast(steps, 'i32'), index: steps } : { term: steps };
  };
}

/** Batch first becomes time first, and the other way round. */
const swapTime = (write: Writer, term: Term): Term =>
  write.transpose(
    term,
    term.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis)),
  );

/** All extents that a layer has whatever the sizes of its input. */
const extentsOf = ({ params, state }: SequenceLayer, input: Spec): ReadonlySet<number> =>
  new Set([
    ...input.shape,
    ...Object.values(state).flat(),
    ...Object.values(params).flatMap(({ shape }) => shape),
  ]);

/** The name that stands under a group's: `wx` of `params.wx`. */
const under = (group: string, name: string): string | undefined =>
  name.startsWith(`${group}.`) ? name.slice(group.length + 1) : undefined;
