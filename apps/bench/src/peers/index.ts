import type { Work } from '../cases/work.js';
import { createPackagedCell } from '../cells.js';
import { pytorchScript, serveScript } from '../paths.js';
import { writeCell } from '../python/write-cell.js';
import type { Launch } from '../start-contestant.js';
import { installPeer, succeeds, type Missing, type Packages } from './install.js';
import type { PeerName } from './names.js';

/** How someone is started for a piece of work, and what it is told to do where that is not the work itself. */
export interface Entry {
  readonly launch: (work: Work) => Launch;
  readonly adapt?: (work: Work) => Work;
}

/** Someone to compare Sluice with. */
export interface Peer {
  /** Whether it is a library of others, and so left out by `--no-peers`. */
  readonly foreign: boolean;
  /** Finds or installs it, once for all cases. */
  readonly find: (options: FindOptions) => Promise<Entry | Missing>;
}

export interface FindOptions {
  /** The Python to take, instead of the first that has PyTorch. */
  readonly python?: string | undefined;
}

const serve = (adapter: string): Launch => ({ command: process.execPath, args: [serveScript, adapter] });

/** Sluice itself. */
export const launchSluice = (): Launch => serve('sluice');

const fromNpm = (adapter: string, packages: Packages): Peer => ({
  foreign: true,
  find: async () => (await installPeer(packages)) ?? { launch: () => serve(adapter) },
});

const sluiceAs = (adapt: (work: Work) => Work): Peer => ({
  foreign: false,
  find: () => Promise.resolve({ launch: launchSluice, adapt }),
});

const pytorch = (way: 'plain' | 'projected-ahead'): Peer => ({
  foreign: true,
  find: async ({ python }) => {
    // A Python that its user chose for other work often hides the system's, which has Debian's PyTorch.
    const candidates = python === undefined ? ['python3', '/usr/bin/python3'] : [python];
    for (const command of candidates) {
      if (await succeeds(command, ['-c', 'import torch'])) {
        return {
          launch: ({ threads }) => ({
            command,
            args: [pytorchScript, way],
            environment: { OMP_NUM_THREADS: String(threads) },
          }),
          adapt: withSource,
        };
      }
    }
    return {
      missing:
        `${candidates.join(' and ')} cannot import torch; on Debian ` +
        '`apt-get install python3-torch libopenblas0-openmp`, or name another Python with --python',
    };
  },
});

/** PyTorch is told the equations of a cell in Python. */
const withSource = (work: Work): Work =>
  work.kind === 'cell-training'
    ? { ...work, source: writeCell(createPackagedCell(work), work.batchSize) }
    : work;

// both runtimes read their models from what protobufjs writes
const protobuf = { protobufjs: '7.6.6' };

/** All that Sluice is compared with. A peer is an adapter, a name and a line here. */
export const peers: Readonly<Record<PeerName, Peer>> = {
  'TensorFlow.js': fromNpm('tfjs', {
    '@tensorflow/tfjs': '4.22.0',
    '@tensorflow/tfjs-backend-wasm': '4.22.0',
  }),
  'jax-js': fromNpm('jax', { '@jax-js/jax': '0.1.25' }),
  'brain.js': {
    foreign: true,
    find: () => Promise.resolve({ missing: 'no case is work that it can do' }),
  },
  'ONNX Runtime Web': fromNpm('onnxruntime-web', { 'onnxruntime-web': '1.30.0', ...protobuf }),
  'ONNX Runtime Node': fromNpm('onnxruntime-node', { 'onnxruntime-node': '1.30.0', ...protobuf }),
  PyTorch: pytorch('plain'),
  'PyTorch, projected ahead': pytorch('projected-ahead'),
  'Sluice, one thread': sluiceAs((work) => ({ ...work, threads: 1 })),
  'Sluice, built-in cell': sluiceAs((work) => ({ ...work, cell: 'lstm' })),
};
