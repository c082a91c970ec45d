// Marks every call that a module makes as it is loaded as free of side effects, which `sideEffects: false` in each
// package.json promises anyway: a bundler that is given one file of many cells keeps those that somebody uses.
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** An esbuild plugin for our own sources. */
export const pureCalls = {
  name: 'pure-calls',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: markPureCalls(readFileSync(path, 'utf8')),
      loader: 'ts',
    }));
  },
};

/**
 * Puts a mark in front of every call in what the constants of a module are initialised with.
 *
 * @param {string} source
 */
export function markPureCalls(source) {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, true);
  /** @type {number[]} */
  const calls = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    // What a function's body calls, it calls later.
    if (ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) calls.push(node.getStart());
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) if (ts.isVariableStatement(statement)) visit(statement);
  let [marked, from] = ['', 0];
  for (const at of [...new Set(calls)].sort((a, b) => a - b)) {
    marked += `${source.slice(from, at)}/* @__PURE__ */ `;
    from = at;
  }
  return marked + source.slice(from);
}
