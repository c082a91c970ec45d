import { fileURLToPath } from 'node:url';

/** The folder of this app. The sources and the bundle both lie one folder below it. */
const home = new URL('..', import.meta.url);

const inHome = (path: string): string => fileURLToPath(new URL(path, home));

/** Where peers from npm are installed, apart from what Sluice itself needs. */
export const peersFolder = inHome('.peers/');
/** Where reports are written. */
export const resultsFolder = inHome('results/');
/** What came of the trials of facts. */
export const factsFile = inHome('results/facts.json');
/** What the docs say about facts. */
export const factsPage = inHome('../../docs/facts.md');
/** The program that runs an adapter in a process of its own. */
export const serveScript = inHome('dist/serve.js');
/** PyTorch's adapter. */
export const pytorchScript = inHome('src/adapters/pytorch.py');
/** The part of ONNX's format that the bench writes. */
export const onnxSchema = inHome('src/adapters/onnx/onnx.proto');
/** The whole repository. */
export const repositoryFolder = inHome('../../');
/** Scripts whose start is measured; they import the built packages. */
export const startScripts = { empty: inHome('src/start/empty.mjs'), sluice: inHome('src/start/sluice.mjs') };
