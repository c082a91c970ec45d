import { defineConfig } from 'tsup';

// Bundles the packages' sources, so that the benchmark measures what stands in the tree and needs no build before.
export default defineConfig({
  entry: ['src/main.ts', 'src/serve.ts', 'src/shakespeare.ts'],
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
