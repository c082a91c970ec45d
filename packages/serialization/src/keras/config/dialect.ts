import type { ModelSpec } from './model-spec.js';

/** What depends on the version of Keras that wrote a file, where the file itself does not say it. */
export interface Dialect {
  /** Who wrote the file: `Keras 3.15.1`. */
  readonly name: string;
  /** 3 for clip(x / 6 + 0.5, 0, 1), 2 for clip(x / 5 + 0.5, 0, 1); undefined where it is not known which. */
  readonly hardSigmoid: 2 | 3 | undefined;
  /** What gates are activated by unless a layer says otherwise; undefined where versions differ. */
  readonly gateActivation: 'sigmoid' | 'hard_sigmoid' | undefined;
  /** Whether a GRU resets after the product unless it says otherwise. */
  readonly resetAfter: boolean | undefined;
  /** Whether the directions of Bidirectional give zeros at masked steps when they return sequences. */
  readonly zerosInBidirectional: boolean;
}

type Generation = Omit<Dialect, 'name'>;

const oldest: Generation = {
  hardSigmoid: 2,
  gateActivation: 'hard_sigmoid',
  resetAfter: false,
  zerosInBidirectional: false,
};
const newer: Generation = {
  hardSigmoid: 2,
  gateActivation: 'sigmoid',
  resetAfter: true,
  zerosInBidirectional: true,
};
const unknown: Generation = {
  hardSigmoid: undefined,
  gateActivation: undefined,
  resetAfter: undefined,
  zerosInBidirectional: true,
};

/** What is known of a file by the version that it carries: `3.15.1`, `2.2.4-tf`, `tfjs-layers 4.22.0`. */
export function readDialect(version: string | undefined): Dialect {
  if (version?.startsWith('tfjs')) return { ...oldest, name: 'TensorFlow.js' };
  const [, major, minor = '99'] = /^(\d+)(?:\.(\d+))?/.exec(version ?? '') ?? [];
  if (version === undefined || major === undefined) return { ...unknown, name: 'Keras' };
  return { ...generationOf(Number(major), Number(minor), version.endsWith('-tf')), name: `Keras ${version}` };
}

function generationOf(major: number, minor: number, isTensorFlow: boolean): Generation {
  if (major > 2) return { ...newer, hardSigmoid: 3 };
  if (major < 2) return oldest;
  // from 2.4 on there is TensorFlow's only
  if (minor >= 4 || (minor === 3 && isTensorFlow)) return newer;
  if (minor === 3) return { ...oldest, gateActivation: 'sigmoid' };
  // what TensorFlow calls 2.2 has two generations of layers, and a file may hold either
  return minor === 2 && isTensorFlow
    ? { ...newer, gateActivation: undefined, resetAfter: undefined }
    : oldest;
}

/** Weights in the tree that Keras writes since TensorFlow 2.12: no version is there, but all of them agree. */
export const treeDialect: Dialect = { ...newer, hardSigmoid: undefined, name: 'Keras' };

/** The dialect of a version, or of a model whose configuration gives away whether it is Keras 2's or 3's. */
export function dialectOf(version: string | undefined, spec: ModelSpec): Dialect {
  return readDialect(version ?? generationIn(spec));
}

/** The shape of an input is a `batch_shape` in Keras 3, and a `batch_input_shape` before. */
function generationIn({ layers }: ModelSpec): '2' | '3' | undefined {
  for (const { settings, model } of layers) {
    if (settings.has('batch_shape')) return '3';
    if (settings.has('batch_input_shape')) return '2';
    const inner = model && generationIn(model);
    if (inner) return inner;
  }
  return undefined;
}
