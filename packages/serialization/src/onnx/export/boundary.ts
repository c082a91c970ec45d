import type { Tensor } from '@sluice/math';
import type { Extent } from './extent.js';
import type { Variable } from './general-program.js';
import type { ElementType, Term } from './graph.js';
import { stateInput, stateOutput } from './names.js';
import type { Part } from './trace-layer.js';
import type { Bound } from './translation.js';
import type { Writer } from './writer.js';

/** Puts what goes into a layer's program into the file, batch first, and says what stands for it. */
export function enter(
  { role, name }: Part,
  { shape, dtype }: Variable,
  params: Readonly<Record<string, Tensor>>,
  tokens: 'i64' | 'i32',
  write: Writer,
): Bound {
  const input = (given: string, type: ElementType, own = shape): Term =>
    write.input(write.root, { name: given, type, shape: own });
  if (role === 'param') return { term: write.stored('f32', params[name]!.shape, params[name]!.data, name) };
  if (role === 'state') return { term: input(stateInput(name), 'f32') };
  if (name === 'lengths') return { term: input(name, 'i32') };
  const [time, batch, ...rest] = shape as [Extent, Extent, ...Extent[]];
  const given = input(name, dtype === 'i32' ? tokens : 'f32', [batch, time, ...rest]);
  write.measure(given);
  const steps = swapTime(given, write);
  return dtype === 'i32' ? { term: write.cast(steps, 'i32'), index: steps } : { term: steps };
}

/** Lets what comes out of a layer's program go out of the file; where it has steps, batch first. */
export function leave({ role, name }: Part, term: Term, hasSteps: boolean, write: Writer): void {
  if (role === 'state') write.output(write.root, term, stateOutput(name));
  else write.output(write.root, hasSteps ? swapTime(term, write) : term, name);
}

/** Batch first becomes time first, and the other way round. */
const swapTime = (term: Term, write: Writer): Term =>
  write.transpose(
    term,
    term.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis)),
  );
