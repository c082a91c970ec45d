import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// The source condition comes first, so that tests run on `src` and need no build.
const conditions = ['@sluice/source', ...defaultServerConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'packages/*/src/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'docs/**/*.test.ts',
    ],
    // What a test prints is worth reading only where it fails.
    silent: 'passed-only',
    reporters: ['default', './scripts/count-reporter.ts'],
    coverage: { include: ['packages/*/src/**/*.ts'], reporter: ['text-summary', 'html'] },
  },
});
