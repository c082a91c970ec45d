import { last, sequential, type Cell, type SequenceLayer } from '@sluice/cell';
import { tensor, zerosTensor, type Tensor } from '@sluice/math';
import type { ImportedLayer } from '../../../imported.js';
import { arrange, directionPrefix } from '../recurrent/convert.js';
import { describeInput } from '../recurrent/initial.js';
import type { Part, RecurrentPart } from './part.js';

/** A layer with its weights and what it starts from, under its own names. */
type Built = Pick<ImportedLayer, 'layer' | 'params' | 'notes'> & {
  readonly state: Readonly<Record<string, Tensor<'f32'>>>;
  /** Where the state comes from. */
  readonly sources: readonly string[];
};

/** Puts parts together: one by itself as it is, several by `sequential`. The name is that of the one part, if any. */
export function build(parts: readonly Part[]): Omit<ImportedLayer, 'name'> & { readonly name?: string } {
  const [single] = parts;
  if (single && parts.length === 1) {
    const { state, sources, notes, ...built } = buildPart(single, '');
    const name = single.kind === 'recurrent' ? { name: single.name } : {};
    return { ...built, ...completeState(built.layer, state), ...name, notes: [...notes, ...sources] };
  }
  const built = parts.map((part, i) => buildPart(part, `${i}.`));
  const layer = sequential(...built.map((each) => each.layer));
  return {
    layer,
    params: joined(built.map(({ params }) => params)),
    ...completeState(layer, joined(built.map(({ state }) => state))),
    notes: built.flatMap(({ notes, sources }, i) => [
      ...notes.map((note) => `layer ${i}: ${note}`),
      ...sources,
    ]),
  };
}

const joined = <T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> =>
  Object.fromEntries(records.flatMap((record) => Object.entries(record)));

function buildPart(part: Part, prefix: string): Built {
  if (part.kind === 'last') return { layer: last(), params: {}, state: {}, notes: [], sources: [] };
  if (part.kind === 'recurrent') return buildRecurrent(part, prefix);
  return {
    layer: part.cell,
    params: renamed(part.params, prefix),
    state: {},
    notes: part.notes,
    sources: [],
  };
}

function buildRecurrent(
  { attributes, converted, initial, inputs, ended }: RecurrentPart,
  prefix: string,
): Built {
  const { directions } = converted;
  const own = (cell: Cell): Cell => (ended ? sequential(cell, last()) : cell);
  const layer: SequenceLayer = arrange(
    attributes.directions,
    directions.map(({ cell }) => own(cell)),
  );
  const params: Record<string, Tensor> = {};
  const state: Record<string, Tensor<'f32'>> = {};
  const sources: string[] = [];
  directions.forEach((direction, d) => {
    const place = `${prefix}${directionPrefix(attributes, d)}${ended ? '0.' : ''}`;
    Object.assign(params, renamed(direction.params, place));
    Object.assign(state, renamed(initial[d]!, place));
    for (const [name, source] of Object.entries(inputs[d] ?? {})) {
      sources.push(`the state ${place}${name} is ${describeInput(source)}`);
    }
  });
  return { layer, params, state, notes: converted.notes, sources };
}

/** Where the file gives some of a state, zeros stand for the rest, for as many rows. */
export function completeState(
  { state: shapes }: SequenceLayer,
  given: Built['state'],
): Pick<ImportedLayer, 'state'> {
  const rows = Math.max(0, ...Object.values(given).map(({ shape }) => shape[0]!));
  if (rows === 0) return {};
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const own = given[name];
    return [name, own ? withRows(own, rows) : zerosTensor([rows, ...shape])] as const;
  });
  return { state: Object.fromEntries(entries) };
}

/** One row stands for all. */
function withRows({ shape, data }: Tensor<'f32'>, rows: number): Tensor<'f32'> {
  if (shape[0] === rows) return tensor(data, shape);
  const repeated = new Float32Array(rows * data.length);
  for (let row = 0; row < rows; row++) repeated.set(data, row * data.length);
  return tensor(repeated, [rows, ...shape.slice(1)]);
}

const renamed = <T>(record: Readonly<Record<string, T>>, prefix: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}${name}`, value]));
