import { init, parse } from 'es-module-lexer';
import { CellSourceError, placeAt, placeOf, type Place } from './cell-source-error.js';

/** What a visitor's cell may import; each is fetched when a text asks for it. */
const packages: Readonly<Record<string, () => Promise<object>>> = {
  '@sluice/cell': () => import('@sluice/cell'),
  '@sluice/math': () => import('@sluice/math'),
  '@sluice/layers': () => import('@sluice/layers'),
  '@sluice/rnn': () => import('@sluice/rnn'),
  '@sluice/lstm': () => import('@sluice/lstm'),
  '@sluice/gru': () => import('@sluice/gru'),
  '@sluice/zoo': () => import('@sluice/zoo'),
};

/** How long a module may take until it has run. One that never gives way is for the page to end. */
const patience = 4000;

/** A text that has become a module. */
export interface OwnModule {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Makes an error of whatever was thrown in the module, with the place in the text. */
  readonly describe: (problem: unknown, otherwise?: Place) => CellSourceError;
}

/**
 * Runs the text of a visitor as a module. It is imported from a blob, so a page that forbids `eval` will do. Types are stripped
 * only where the text does not run without: what strips them is not small.
 *
 * @throws CellSourceError
 */
export async function importSource(source: string): Promise<OwnModule> {
  try {
    return await importCode(source, source);
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    checkQuotes(source);
    const code = await withoutTypes(source);
    if (code === source) throw problem;
    return importCode(code, source);
  }
}

/** An error that types in the text may be the cause of. */
class SyntaxProblem extends CellSourceError {}

/** Comments and closed quotes, or else a quote that is left open: parsers notice one only where the next begins. */
const quotes =
  /\/\/.*|\/\*[^]*?\*\/|'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|(?<open>['"`])/g;

function checkQuotes(source: string): void {
  for (const { groups, index } of source.matchAll(quotes)) {
    const open = groups?.['open'];
    if (open !== undefined)
      throw new CellSourceError(`${open} has no ${open} to close it.`, placeAt(source, index));
  }
}

async function withoutTypes(source: string): Promise<string> {
  const { transform } = await import('sucrase');
  try {
    return transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      keepUnusedImports: true,
    }).code;
  } catch (problem) {
    const { message, loc } = problem as Error & { readonly loc?: Place };
    const plain = message.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, '');
    throw new CellSourceError(`${plain}.`, loc, { cause: problem });
  }
}

/** Stripping types keeps each line where it is, so that places of the code are places of the source. */
async function importCode(code: string, source: string): Promise<OwnModule> {
  const url = toUrl(await linkImports(code));
  const describe: OwnModule['describe'] = (problem, otherwise) => {
    if (problem instanceof CellSourceError) return problem;
    const place = placeInStack(problem, url) ?? otherwise;
    return new CellSourceError(messageOf(problem), place, { cause: problem });
  };
  try {
    const exports = await inTime(import(/* @vite-ignore */ url) as Promise<OwnModule['exports']>);
    return { exports, describe };
  } catch (problem) {
    if (problem instanceof SyntaxError && !placeInStack(problem, url)) {
      throw new SyntaxProblem(`${problem.message}.`, placeOfSyntaxError(problem, source), { cause: problem });
    }
    throw describe(problem);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function inTime<T>(result: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new CellSourceError(
          `the module has not come to its end within ${patience / 1000} s: it awaits something that does not come.`,
        ),
      );
    }, patience);
    result.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const toUrl = (code: string): string => URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));

/** Puts the worker's own packages where the text imports them. */
async function linkImports(code: string): Promise<string> {
  await init;
  const imports = lexed(code);
  let linked = '';
  let end = 0;
  for (const { n: name, s, e, ss, d } of imports) {
    if (d === -2) continue;
    if (d >= 0) {
      throw new CellSourceError(
        'import(…) does not work here; import at the top of the text.',
        placeAt(code, ss),
      );
    }
    if (name === undefined || !Object.hasOwn(packages, name)) {
      throw new CellSourceError(
        `there is no '${name ?? ''}' to import here; there are ${Object.keys(packages).join(', ')}.`,
        placeAt(code, s),
      );
    }
    const exported = await load(name);
    checkNames(code, ss, s, name, exported);
    linked += code.slice(end, s) + bridgeTo(name, exported);
    end = e;
  }
  return linked + code.slice(end);
}

function lexed(code: string): ReturnType<typeof parse>[0] {
  try {
    return parse(code)[0];
  } catch (problem) {
    const { idx } = problem as Error & { readonly idx?: number };
    throw new SyntaxProblem(
      'this is where the text stops making sense.',
      idx === undefined ? undefined : placeAt(code, idx),
      { cause: problem },
    );
  }
}

/** Throws where a name is imported that the package does not export; types are not there to be imported. */
function checkNames(code: string, start: number, end: number, from: string, exported: object): void {
  const clause = code.slice(start, end);
  const list = /\{([^}]*)\}/.exec(clause);
  if (!list) return;
  const offset = start + list.index + 1;
  for (const { 0: part, index } of list[1]!.matchAll(/[^,]+/g)) {
    const name = part.trim().split(/\s+as\s+/)[0]!;
    if (name === '' || name in exported) continue;
    const place = placeAt(code, offset + index + part.search(/\S/));
    throw new SyntaxProblem(`${from} exports no '${name}'; of a type, write \`type ${name}\`.`, place);
  }
}

declare global {
  // Where modules made of text find what the worker has; they can import nothing else.
  var sluicePackages: Record<string, object> | undefined;
}

const bridges = new Map<string, string>();

async function load(name: string): Promise<object> {
  const loaded = (globalThis.sluicePackages ??= {});
  return (loaded[name] ??= await packages[name]!());
}

/** The address of a module that exports again what the worker has of a package. */
function bridgeTo(name: string, exported: object): string {
  const known = bridges.get(name);
  if (known !== undefined) return known;
  const names = Object.keys(exported).filter((word) => word !== 'default');
  const url = toUrl(`export const { ${names.join(', ')} } = globalThis.sluicePackages['${name}'];`);
  bridges.set(name, url);
  return url;
}

const messageOf = (problem: unknown): string =>
  problem instanceof Error ? problem.message : `threw ${String(problem)}, which is not an Error.`;

/** The innermost place of the module in an error's stack. */
function placeInStack(problem: unknown, url: string): Place | undefined {
  const stack = problem instanceof Error ? (problem.stack ?? '') : '';
  const at = stack.indexOf(`${url}:`);
  const [, line, column] = /^(\d+):(\d+)/.exec(stack.slice(at + url.length + 1)) ?? [];
  return at < 0 || line === undefined ? undefined : { line: Number(line), column: Number(column) };
}

/** Engines do not say where a module has its syntax error; what it is about may stand in only one place. */
function placeOfSyntaxError({ message }: SyntaxError, source: string): Place | undefined {
  const [, word] = /^Identifier '([\w$]+)' has already been declared/.exec(message) ?? [];
  if (word === undefined) return undefined;
  const name = word.replaceAll('$', '\\$');
  return placeOf(source, new RegExp(`\\b(?:const|let|var|function|class)\\s+${name}(?![\\w$])`, 'g'), 'last');
}
