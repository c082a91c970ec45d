import { attributeTypes, type AttributeProto, type NodeProto } from '../proto/messages.js';
import { standardDomain } from './model.js';

/** The one number that a name stands for, where the file says it. */
export type ScalarOf = (name: string) => number | undefined;

/**
 * Puts the operation that exporters meant in the place of those that they wrote for runtimes which did not have it: a layer
 * norm, and the activations GELU and SiLU. Nodes that nobody reads any more stay, to be passed over.
 */
export function withIdioms(nodes: readonly NodeProto[], scalarOf: ScalarOf): NodeProto[] {
  const makers = new Map(
    nodes.flatMap((node) =>
      standardDomain(node.domain) === '' ? node.output.map((name) => [name, node] as const) : [],
    ),
  );
  const matcher = new Matcher(makers, scalarOf);
  return nodes.map((node) => {
    if (standardDomain(node.domain) !== '') return node;
    if (node.opType === 'Add') return matcher.layerNorm(node) ?? node;
    if (node.opType === 'Mul') return matcher.gelu(node) ?? matcher.silu(node) ?? node;
    return node;
  });
}

class Matcher {
  readonly #makers: ReadonlyMap<string, NodeProto>;
  readonly #scalarOf: ScalarOf;

  constructor(makers: ReadonlyMap<string, NodeProto>, scalarOf: ScalarOf) {
    this.#makers = makers;
    this.#scalarOf = scalarOf;
  }

  /** (x − mean x) / √(mean (x − mean x)² + ε) · scale + shift, along the last axis. */
  layerNorm(add: NodeProto): NodeProto | undefined {
    for (const [scaled, shift] of bothWays(add)) {
      for (const [divided, scale] of bothWays(this.#maker(scaled, 'Mul'))) {
        const [centred, deviation] = this.#maker(divided, 'Div')?.input ?? [];
        const x = this.#centred(centred);
        const epsilon = x === undefined ? undefined : this.#epsilon(deviation, x);
        if (x === undefined || epsilon === undefined) continue;
        const attribute = [numberAttribute('axis', 'int', -1), numberAttribute('epsilon', 'float', epsilon)];
        return { ...add, opType: 'LayerNormalization', input: [x, scale, shift], attribute };
      }
    }
    return undefined;
  }

  /** x · Φ(x) by the error function: x / 2 · (1 + erf(x / √2)). */
  gelu(mul: NodeProto): NodeProto | undefined {
    const factors = this.#factors(mul, 3);
    const numbers = factors.filter((factor) => this.#scalarOf(factor) !== undefined);
    const others = factors.filter((factor) => this.#scalarOf(factor) === undefined);
    if (numbers.length !== 1 || others.length !== 2 || !near(this.#scalarOf(numbers[0]!), 0.5))
      return undefined;
    for (const [x, sum] of [others, [...others].reverse()] as [string, string][]) {
      for (const [erf, one] of bothWays(this.#maker(sum, 'Add'))) {
        const [scaled] = this.#maker(erf, 'Erf')?.input ?? [];
        if (near(this.#scalarOf(one), 1) && this.#isScaled(scaled, x, Math.SQRT1_2)) {
          return { ...mul, opType: 'Gelu', input: [x], attribute: [] };
        }
      }
    }
    return undefined;
  }

  /** x · sigmoid x. */
  silu(mul: NodeProto): NodeProto | undefined {
    for (const [x, gate] of bothWays(mul)) {
      const [inner] = this.#maker(gate, 'Sigmoid')?.input ?? [];
      if (inner === x) return { ...mul, opType: 'Swish', input: [x], attribute: [] };
    }
    return undefined;
  }

  /** What a difference is the deviation of from its own mean along the last axis. */
  #centred(name: string | undefined): string | undefined {
    const [x, mean] = this.#maker(name, 'Sub')?.input ?? [];
    return x !== undefined && this.#meanOf(mean) === x ? x : undefined;
  }

  /** ε, of a root of a variance of x and ε. */
  #epsilon(name: string | undefined, x: string): number | undefined {
    const [sum] = this.#maker(name, 'Sqrt')?.input ?? [];
    for (const [variance, epsilon] of bothWays(this.#maker(sum, 'Add'))) {
      const squares = this.#meanOf(variance);
      if (squares !== undefined && this.#isSquareOfCentred(squares, x)) return this.#scalarOf(epsilon);
    }
    return undefined;
  }

  #isSquareOfCentred(name: string, x: string): boolean {
    const [base, exponent] = this.#maker(name, 'Pow')?.input ?? [];
    if (base !== undefined && exponent !== undefined) {
      return near(this.#scalarOf(exponent), 2) && this.#centred(base) === x;
    }
    const [a, b] = this.#maker(name, 'Mul')?.input ?? [];
    return a !== undefined && a === b && this.#centred(a) === x;
  }

  /** What a value is the mean of, along the last axis, which is kept. */
  #meanOf(name: string | undefined): string | undefined {
    const node = this.#maker(name, 'ReduceMean');
    if (!node) return undefined;
    const attribute = (wanted: string): AttributeProto | undefined =>
      node.attribute.find((each) => each.name === wanted);
    const { ints } = attribute('axes') ?? {};
    const axis = ints ? (ints.length === 1 ? ints[0] : undefined) : this.#scalarOf(node.input[1] ?? '');
    return axis === -1 && (attribute('keepdims')?.i ?? 1) === 1 ? node.input[0] : undefined;
  }

  #isScaled(name: string | undefined, x: string, factor: number): boolean {
    const [dividend, divisor] = this.#maker(name, 'Div')?.input ?? [];
    if (dividend === x && divisor !== undefined) return near(this.#scalarOf(divisor), 1 / factor);
    return bothWays(this.#maker(name, 'Mul')).some(([a, b]) => a === x && near(this.#scalarOf(b), factor));
  }

  /** The factors of a product of products, as deep as asked for. */
  #factors(mul: NodeProto, depth: number): string[] {
    return mul.input.flatMap((name) => {
      const inner = this.#maker(name, 'Mul');
      return inner && depth > 1 ? this.#factors(inner, depth - 1) : [name];
    });
  }

  #maker(name: string | undefined, opType: string): NodeProto | undefined {
    const node = name === undefined ? undefined : this.#makers.get(name);
    return node?.opType === opType ? node : undefined;
  }
}

/** The two inputs of a node that may stand in any order. */
function bothWays(node: NodeProto | undefined): (readonly [string, string])[] {
  const [a, b] = node?.input ?? [];
  if (a === undefined || b === undefined || node!.input.length !== 2) return [];
  return [
    [a, b],
    [b, a],
  ];
}

const near = (value: number | undefined, expected: number): boolean =>
  value !== undefined && Math.abs(value - expected) <= 1e-6 * Math.abs(expected);

const numberAttribute = (name: string, type: 'int' | 'float', value: number): AttributeProto => ({
  name,
  type: attributeTypes[type],
  ...(type === 'int' ? { i: value } : { f: value }),
  floats: [],
  ints: [],
  strings: [],
  tensors: [],
  graphs: [],
  docString: '',
  refAttrName: '',
});
