import { defineConfig } from 'tsup';

// Bundles the packages' sources, so that the benchmark measures what stands in the tree and needs no build before.
export default defineConfig({
  entry: {
    main: 'src/main.ts',
    facts: 'src/facts/main.ts',
    serve: 'src/serve.ts',
    shakespeare: 'src/shakespeare.ts',
    // what a thread loads, where the compiler looks for it
    'node/worker': '../../packages/wasm/src/node/worker.js',
  },
  format: 'esm',
  target: 'es2022',
  platform: 'node',
  splitting: false,
  noExternal: [/^@sluice\//],
  silent: true,
  esbuildOptions: (options) => {
    options.conditions = ['@sluice/source'];
  },
});
