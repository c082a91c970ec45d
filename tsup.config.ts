import { existsSync, readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { pureCalls } from './scripts/pure-calls.mjs';

// One build for every package: run from a package's folder, it reads the entries off that package's own
// `exports` and `bin`, so that they stand in one place.
interface Manifest {
  bin?: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const libraries = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'string' ? [] : [target['@sluice/source']!],
);
const commands = Object.values(manifest.bin ?? {}).map((path) =>
  path.replace('./dist/', './src/').replace(/\.js$/, '.ts'),
);
// What a thread loads is a file of its own, found by its address.
const threads = ['./src/node/worker.js', './src/browser/worker.ts', './src/compare/worker.ts'].filter(
  (path) => existsSync(path),
);
const entryName = (path: string) => path.replace('./src/', '').replace(/\.[jt]s$/, '');

export default defineConfig({
  entry: Object.fromEntries([...libraries, ...commands, ...threads].map((path) => [entryName(path), path])),
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  clean: true,
  sourcemap: true,
  esbuildPlugins: [pureCalls],
  // Declarations come from the built neighbours, as a user of the published packages sees them. That no package
  // leans on Node's types is `typecheck`'s to say: here the `/node` entries need them.
  dts: libraries.length > 0 && {
    entry: Object.fromEntries(libraries.map((path) => [entryName(path), path])),
    compilerOptions: { ignoreDeprecations: '6.0', customConditions: [], types: ['node'] },
  },
});
