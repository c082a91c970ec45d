// Reads the imports that really stand in each package's `src` and fails on one that points up or sideways, that
// needs a platform, or that the package does not declare.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/**
 * The floor of every package. A package imports only from floors below its own.
 *
 * @type {Readonly<Record<string, number>>}
 */
const floors = {
  math: 0,
  wasm: 1,
  cell: 2,
  rnn: 3,
  lstm: 3,
  gru: 3,
  zoo: 3,
  layers: 3,
  optim: 3,
  model: 4,
  serialization: 4,
  train: 5,
  tasks: 5,
  cli: 6,
};

/** From this floor up, a package may use Node and third-party packages. */
const platformFloor = 6;

/** A suite of tests imports the test runner that its user already has. */
const thirdParty = [{ folder: 'testing', name: 'vitest' }];

/** What a file format needs: zip, deflate and protobuf. */
const fileFormats = { package: 'serialization', names: ['@bufbuild/protobuf', 'fflate'] };

/** @type {string[]} */
const problems = [];
for (const name of readdirSync('packages')) checkPackage(name);
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(
    `\n${problems.length} imports break the floors. A package imports only from floors below its own.`,
  );
  process.exitCode = 1;
}

/** @param {string} name */
function checkPackage(name) {
  const floor = floors[name];
  if (floor === undefined) {
    problems.push(`packages/${name} has no floor: add it to the table in scripts/check-floors.mjs`);
    return;
  }
  const source = join('packages', name, 'src');
  if (!existsSync(source)) {
    problems.push(`packages/${name} has no src`);
    return;
  }
  const declared = declaredDependencies(name);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))) {
    const path = join(source, file);
    const folder = file.split('/')[0] ?? '';
    for (const { fileName: specifier } of ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles) {
      const reason = specifier.startsWith('.')
        ? relativeProblem(relative(source, join(dirname(path), specifier)), folder)
        : packageProblem(specifier, { name, floor, folder, declared });
      if (reason) problems.push(`${path}: '${specifier}' ${reason}`);
    }
  }
}

/**
 * @param {string} name
 * @returns {Set<string>}
 */
function declaredDependencies(name) {
  const manifest =
    /** @type {Partial<Record<'dependencies' | 'peerDependencies', Record<string, string>>>} */ (
      JSON.parse(readFileSync(join('packages', name, 'package.json'), 'utf8'))
    );
  return new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
}

/**
 * @param {string} target the imported file, seen from `src`
 * @param {string} folder the importing file's folder in `src`
 * @returns {string | undefined}
 */
function relativeProblem(target, folder) {
  if (target.startsWith('..')) return 'leaves the package: import the other package by its name';
  if (target.startsWith('node/') && folder !== 'node')
    return "pulls the '/node' entry into one that has no platform";
  return undefined;
}

/**
 * @param {string} specifier
 * @param {{ name: string, floor: number, folder: string, declared: Set<string> }} importer
 * @returns {string | undefined}
 */
function packageProblem(specifier, { name, floor, folder, declared }) {
  const needsNode = isBuiltin(specifier) || /^@sluice\/[^/]+\/node$/.test(specifier);
  if (needsNode && floor < platformFloor && folder !== 'node') return "needs Node: only a '/node' entry may";
  if (isBuiltin(specifier)) return undefined;

  const [scope = '', own = ''] = specifier.split('/');
  const dependency = scope.startsWith('@') ? `${scope}/${own}` : scope;
  if (!declared.has(dependency)) return `is not among the dependencies in package.json`;
  if (scope === '@sluice') {
    const theirs = floors[own];
    if (theirs === undefined) return 'has no floor';
    return theirs < floor ? undefined : `is on floor ${theirs}, this package on floor ${floor}`;
  }
  const allowed =
    floor >= platformFloor ||
    (name === fileFormats.package && fileFormats.names.includes(dependency)) ||
    thirdParty.some((exception) => exception.folder === folder && exception.name === dependency);
  return allowed ? undefined : 'is a third-party package: floors 0 to 5 have none';
}
