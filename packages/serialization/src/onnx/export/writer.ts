import { constant, isConstant, sameExtent, type Extent } from './extent.js';
import {
  createGraph,
  elementCodes,
  type Attribute,
  type Data,
  type ElementType,
  type Graph,
  type Term,
} from './graph.js';
import { broadcastShapes, sameShape, type GeneralShape } from './shapes.js';

/** What a node gives. */
export interface Result {
  readonly type: ElementType;
  readonly shape: GeneralShape;
  readonly name?: string | undefined;
}

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>> | undefined;
  readonly name?: string | undefined;
  /** The graph to put it into, where it cannot stand outside of it. */
  readonly within?: Graph | undefined;
}

/** Puts nodes and numbers into the graphs of a model. */
export class Writer {
  /** The model's graph. */
  readonly root: Graph = createGraph(0);
  readonly #known = new Map<string, readonly Term[]>();
  readonly #numbers = new Map<Term, number>();
  #measured: Term | undefined;

  /** An input of the model or of a body. */
  input(graph: Graph, { type, shape, name }: Result): Term {
    const term = { type, shape, name, graph };
    graph.inputs.push(term);
    return term;
  }

  /** An output of the model or of a body: something that a node of this graph makes, and that is no other output. */
  output(graph: Graph, term: Term, name?: string): void {
    const isOwn = graph.nodes.some(({ outputs }) => outputs.includes(term));
    const isTaken = graph.outputs.some((output) => output.term === term);
    const own =
      isOwn && !isTaken
        ? term
        : this.node('Identity', [term], { type: term.type, shape: term.shape }, { within: graph });
    graph.outputs.push({ term: own, name });
  }

  /** Says which value has the batch as its first axis and the steps as its second one. */
  measure(term: Term): void {
    this.#measured = term;
  }

  /**
   * Adds a node, as far out as all that it reads: what does not change from step to step is computed before a loop. It
   * gives one value for each of `results`; where the same is there already, that is what it gives.
   */
  nodes(
    operator: string,
    inputs: readonly (Term | undefined)[],
    results: readonly Result[],
    { attributes = {}, name, within }: NodeOptions = {},
  ): readonly Term[] {
    const add = (graph: Graph): readonly Term[] => {
      const outputs = results.map(({ type, shape, name: wish }): Term => ({
        type,
        shape,
        name: wish,
        graph,
      }));
      graph.nodes.push({ operator, name, inputs, outputs, attributes });
      return outputs;
    };
    if (within) return add(within);
    const key = [
      operator,
      ...inputs.map((input) => input && this.#numberOf(input)),
      JSON.stringify(attributes),
    ];
    const graphs = inputs.flatMap((input) => input?.graph ?? []);
    return this.#once(key.join(' '), () =>
      add(graphs.reduce((deepest, graph) => (graph.depth > deepest.depth ? graph : deepest), this.root)),
    );
  }

  /** Adds a node that gives one value. */
  node(operator: string, inputs: readonly (Term | undefined)[], result: Result, options?: NodeOptions): Term {
    return this.nodes(operator, inputs, [result], options)[0]!;
  }

  /** Adds a node that works element by element on operands that broadcast. */
  pointwise(operator: string, inputs: readonly Term[], type = inputs[0]!.type): Term {
    const shape = inputs.map((input) => input.shape).reduce(broadcastShapes);
    return this.node(operator, inputs, { type, shape });
  }

  /** Numbers that are stored in the file. */
  stored(type: ElementType, shape: readonly number[], data: Data, name?: string): Term {
    return { type, shape: shape.map(constant), graph: this.root, data, name };
  }

  /** One number. */
  scalar(type: 'f32' | 'i32' | 'i64', value: number): Term {
    const data = type === 'f32' ? Float32Array.of(value) : type === 'i32' ? Int32Array.of(value) : [value];
    const key = Object.is(value, -0) ? '-0' : String(value);
    return this.#once(`scalar ${type} ${key}`, () => [this.stored(type, [], data)])[0]!;
  }

  /** A list of numbers such as a shape, computed where they depend on the sizes: i64 `[n]`. */
  list(extents: readonly Extent[]): Term {
    if (extents.every(isConstant)) {
      const numbers = extents.map(({ one }) => one);
      return this.#once(`list ${numbers.join(' ')}`, () => [
        this.stored('i64', [numbers.length], numbers),
      ])[0]!;
    }
    const parts = runs(extents).map((run) => (isConstant(run[0]!) ? this.list(run) : this.#count(run[0]!)));
    if (parts.length === 1) return parts[0]!;
    const result: Result = { type: 'i64', shape: [constant(extents.length)] };
    return this.node('Concat', parts, result, { attributes: { axis: { int: 0 } } });
  }

  /** One number that depends on the sizes: i64 `[1]`. */
  #count(extent: Extent): Term {
    const { one, batch, time, both } = extent;
    const scaled = (factor: number, size: () => Term): Term[] =>
      factor === 0
        ? []
        : [factor === 1 ? size() : this.pointwise('Mul', [size(), this.list([constant(factor)])])];
    const parts = [
      ...scaled(both, () => this.pointwise('Mul', [this.#size(0), this.#size(1)])),
      ...scaled(batch, () => this.#size(0)),
      ...scaled(time, () => this.#size(1)),
      ...(one === 0 ? [] : [this.list([constant(one)])]),
    ];
    return parts.reduce((sum, part) => this.pointwise('Add', [sum, part]));
  }

  /** The batch or the number of steps: i64 `[1]`. */
  #size(axis: 0 | 1): Term {
    const attributes = { start: { int: axis }, end: { int: axis + 1 } };
    return this.node('Shape', [this.#measured], { type: 'i64', shape: [constant(1)] }, { attributes });
  }

  /** The same elements under another shape. */
  reshape(term: Term, shape: GeneralShape): Term {
    if (sameShape(term.shape, shape)) return term;
    const { dims, allowZero } = this.#target(term, shape);
    return this.node(
      'Reshape',
      [term, dims],
      { type: term.type, shape },
      allowZero ? { attributes: { allowzero: { int: 1 } } } : {},
    );
  }

  /** A shape as Reshape takes it: 0 is an axis that stays, −1 one that follows from the others. */
  #target(term: Term, shape: GeneralShape): { readonly dims: Term; readonly allowZero: boolean } {
    const isEmpty = [...term.shape, ...shape].some((extent) => sameExtent(extent, constant(0)));
    const stays = (extent: Extent, axis: number): boolean =>
      axis < term.shape.length && sameExtent(extent, term.shape[axis]!);
    const open = shape.filter((extent, axis) => !isConstant(extent) && !stays(extent, axis));
    if (isEmpty || open.length > 1) return { dims: this.list(shape), allowZero: isEmpty };
    const dims = shape.map((extent, axis) =>
      isConstant(extent) ? extent : constant(stays(extent, axis) ? 0 : -1),
    );
    return { dims: this.list(dims), allowZero: false };
  }

  /** The same numbers repeated along axes of extent 1 and along new first ones. */
  expand(term: Term, shape: GeneralShape): Term {
    if (sameShape(term.shape, shape)) return term;
    const lead = shape.length - term.shape.length;
    const dims = shape.map((extent, axis) =>
      axis >= lead && sameExtent(extent, term.shape[axis - lead]!) ? constant(1) : extent,
    );
    return this.node('Expand', [term, this.list(dims)], { type: term.type, shape });
  }

  cast(term: Term, type: ElementType): Term {
    if (term.type === type) return term;
    return this.node(
      'Cast',
      [term],
      { type, shape: term.shape },
      { attributes: { to: { int: elementCodes[type] } } },
    );
  }

  transpose(term: Term, permutation: readonly number[]): Term {
    if (permutation.every((axis, i) => axis === i)) return term;
    const shape = permutation.map((axis) => term.shape[axis]!);
    return this.node(
      'Transpose',
      [term],
      { type: term.type, shape },
      { attributes: { perm: { ints: permutation } } },
    );
  }

  /** 0, 1, 2 …: i32 `[n]`. */
  range(extent: Extent): Term {
    if (isConstant(extent)) {
      const numbers = Int32Array.from({ length: extent.one }, (_, i) => i);
      return this.#once(`range ${extent.one}`, () => [this.stored('i32', [extent.one], numbers)])[0]!;
    }
    const bounds = [this.scalar('i64', 0), this.reshape(this.list([extent]), []), this.scalar('i64', 1)];
    return this.cast(this.node('Range', bounds, { type: 'i64', shape: [extent] }), 'i32');
  }

  /** The same terms for the same key: the file need not compute or hold anything twice. */
  #once(key: string, make: () => readonly Term[]): readonly Term[] {
    const known = this.#known.get(key) ?? make();
    this.#known.set(key, known);
    return known;
  }

  /** A number of its own for each term. */
  #numberOf(term: Term): number {
    const number = this.#numbers.get(term) ?? this.#numbers.size;
    this.#numbers.set(term, number);
    return number;
  }
}

/** Cuts a list where numbers that are known meet such that are not; those stand alone. */
function runs(extents: readonly Extent[]): Extent[][] {
  const result: Extent[][] = [];
  extents.forEach((extent, i) => {
    if (i > 0 && isConstant(extent) && isConstant(extents[i - 1]!)) result.at(-1)!.push(extent);
    else result.push([extent]);
  });
  return result;
}
