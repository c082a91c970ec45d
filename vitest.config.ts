import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { liveCellCatalog } from './apps/demo/build/cell-catalog.js';

// The source condition comes first, so that tests run on `src` and need no build.
const conditions = ['@sluice/source', ...defaultServerConditions];

export default defineConfig({
  plugins: [liveCellCatalog()],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // It stops what hangs; how long a test takes depends on who else computes.
    testTimeout: 60_000,
    // What a test prints is worth reading only where it fails.
    silent: 'passed-only',
    reporters: ['default', './scripts/count-reporter.ts'],
    coverage: { include: ['packages/*/src/**/*.ts'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'packages',
          include: [
            'packages/*/test/**/*.test.ts',
            'packages/*/src/**/*.test.ts',
            'apps/bench/test/**/*.test.ts',
            'docs/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'demo',
          include: ['apps/demo/test/**/*.test.ts'],
          // Its pages are opened as they are published: built.
          globalSetup: 'apps/demo/test/support/build.ts',
          // A browser keeps several cores busy, so these come when the others are done.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
