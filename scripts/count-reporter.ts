import type { Reporter, TestModule } from 'vitest/node';

/** Ends a test run with one plain line, `N passed, N failed`, for people and scripts that read only the last line. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
      // A file that fails to load and a suite whose hook fails are failures that no test reports.
      for (const scope of [module, ...module.children.allSuites()]) {
        if (scope.errors().length > 0) count.failed++;
      }
    }
    const skipped = count.skipped + count.pending;
    const line = `${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
    // Other reporters and the coverage table still print after this hook: only at exit is a line the last one.
    process.once('exit', () => process.stdout.write(line));
  }
}
