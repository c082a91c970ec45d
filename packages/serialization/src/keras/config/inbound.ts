import type { Settings } from './settings.js';

/** An output of a layer, which another one reads. */
export interface Reference {
  readonly layer: string;
  /** Which of the layer's calls gave it. */
  readonly call: number;
  /** Which of the call's outputs it is. */
  readonly output: number;
}

/** One call of a layer in a graph. */
export interface Call {
  /** What it reads. */
  readonly inputs: readonly Reference[];
  /** Numbers and such that stand among what it reads. */
  readonly constants: readonly unknown[];
  /** The mask that it is given by name. */
  readonly mask: Reference | undefined;
  /** Names of arguments that are further outputs of layers: `initial_state`. */
  readonly further: readonly string[];
  /** Whether it always runs as in training. */
  readonly training: boolean;
}

/** Reads the calls of a layer, in Keras 3's form or in the older one. */
export function readInboundNodes(layer: Settings): Call[] {
  if (!layer.has('inbound_nodes')) return [];
  return layer
    .list('inbound_nodes')
    .map((node) =>
      Array.isArray(node) ? readOldCall(node as readonly unknown[]) : readCall(layer.inner(node)),
    );
}

/** `{ args: [tensor, …], kwargs: { mask: tensor, … } }`, tensors telling their history. */
function readCall(node: Settings): Call {
  const kwargs = Object.entries(node.get('kwargs') ?? {}) as [string, unknown][];
  const values = flatten(node.list('args'));
  const references = values.map(asTensor);
  return {
    inputs: references.filter((reference) => reference !== undefined),
    constants: values.filter((_, i) => !references[i]),
    mask: asTensor(kwargs.find(([name]) => name === 'mask')?.[1]),
    further: kwargs
      .filter(([name, value]) => name !== 'mask' && flatten(value).some((part) => asTensor(part)))
      .map(([name]) => name),
    training: kwargs.some(([name, value]) => name === 'training' && value === true),
  };
}

/** `[[layer, call, output, { … }], …]`, or one of these alone. */
function readOldCall(node: readonly unknown[]): Call {
  const list = typeof node[0] === 'string' ? [node] : node;
  const kwargs = list.flatMap((entry) => {
    const given = Array.isArray(entry) ? (entry[3] as unknown) : undefined;
    return typeof given === 'object' && given !== null ? (Object.entries(given) as [string, unknown][]) : [];
  });
  const isReference = (value: unknown): boolean =>
    flatten(value).some((part) => typeof part === 'string') && Array.isArray(value);
  return {
    inputs: list.map(asHistory),
    constants: [],
    mask: undefined,
    further: kwargs.filter(([, value]) => isReference(value)).map(([name]) => name),
    training: kwargs.some(([name, value]) => name === 'training' && value === true),
  };
}

/** Nested lists as one; deeper than any file needs, they are left as they are. */
function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? (value.flat(8) as unknown[]) : [value];
}

function asTensor(value: unknown): Reference | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { class_name: className, config } = value as {
    class_name?: unknown;
    config?: { keras_history?: unknown };
  };
  return className === '__keras_tensor__' ? asHistory(config?.keras_history) : undefined;
}

/** `[layer, call, output]`; anything else is taken for a constant. */
export function asHistory(value: unknown): Reference {
  const [layer, call, output] = Array.isArray(value) ? (value as unknown[]) : [];
  return typeof layer === 'string' && Number.isSafeInteger(call) && Number.isSafeInteger(output)
    ? { layer, call: call as number, output: output as number }
    : { layer: 'a constant', call: 0, output: 0 };
}
