import type { Expression, ExpressionOp, Part } from './expression.js';

/** What a word in a formula stands for, as far as it has a colour. */
export type Role = 'input' | 'state' | 'gate' | 'parameter' | 'value';

/** A piece of a formula: some text, and what hangs below it. */
export interface Piece {
  readonly text: string;
  readonly below?: string;
  readonly role?: Role;
}

/** A formula as it is read: pieces in a row. */
export type Formula = readonly Piece[];

/** A formula as plain text: `σ(x·wx[forget] + h·wh[forget] + b[forget])`. */
export const formulaText = (formula: Formula): string =>
  formula.map(({ text, below }) => (below === undefined ? text : `${text}[${below}]`)).join('');

/** How what a formula is made of is called. */
export interface Names {
  /** A name to write in place of an expression's own formula. */
  nameOf(expression: Expression): Piece | undefined;
  /** What stands below a parameter of which this is a part. */
  belowOf(parameter: Expression, part: Part): string;
}

/** How tightly what stands around a formula binds: sums, products of elements, products of matrices, what is raised. */
const [loose, sum, product, matrix, tight] = [0, 1, 2, 3, 4] as const;

/** Writes an expression, with names for what has one. */
export function formulaOf(expression: Expression, names: Names): Formula {
  const inner = (part: Expression, binding: number): Formula =>
    names.nameOf(part) ? [names.nameOf(part)!] : write(part, binding);

  function write(e: Expression, binding: number): Formula {
    const [a, b, c] = e.inputs as [Expression, Expression, Expression];
    const around = (own: number, pieces: Formula): Formula =>
      own < binding ? [text('('), ...pieces, text(')')] : pieces;
    const join = (own: number, sign: string, second: number = own): Formula =>
      around(own, [...inner(a, own), text(sign), ...inner(b, second)]);
    switch (e.op) {
      case 'leaf':
        return [{ text: e.leaf!.name, role: roles[e.leaf!.kind] }];
      case 'number':
        return e.value! < 0 ? around(sum, [text(formatNumber(e.value!))]) : [text(formatNumber(e.value!))];
      case 'literal':
        return [text('K')];
      case 'part':
        return partOf(e, a);
      case 'add':
      case 'sub':
      case 'neg':
        return around(sum, sumOf(e));
      case 'mul':
        if (b.op === 'number')
          return around(product, [...inner(b, product), text('·'), ...inner(a, product)]);
        return join(product, a.op === 'number' ? '·' : ' ⊙ ');
      case 'matmul':
        return join(matrix, '·', tight);
      case 'div':
        return join(product, ' / ', tight);
      case 'reciprocal':
        return around(product, [text('1 / '), ...inner(a, tight)]);
      case 'square':
        return [...inner(a, tight), text('²')];
      case 'transpose':
        return [...inner(a, tight), text('ᵀ')];
      case 'abs':
        return [text('|'), ...inner(a, loose), text('|')];
      case 'floor':
        return [text('⌊'), ...inner(a, loose), text('⌋')];
      case 'concat':
        return [text('['), ...list(e.inputs), text(']')];
      case 'less':
        return join(sum, ' < ', product);
      case 'lessEqual':
        return join(sum, ' ≤ ', product);
      case 'equal':
        return join(sum, ' = ', product);
      case 'notEqual':
        return join(sum, ' ≠ ', product);
      case 'select':
        return around(loose + 0.5, [
          ...inner(a, sum),
          text(' ? '),
          ...inner(b, sum),
          text(' : '),
          ...inner(c, sum),
        ]);
      default:
        return [text(`${functionNames[e.op] ?? e.op}(`), ...list(e.inputs), text(')')];
    }
  }

  const list = (items: readonly Expression[]): Formula =>
    items.flatMap((item, i) => (i === 0 ? inner(item, loose) : [text(', '), ...inner(item, loose)]));

  function partOf({ part }: Expression, of: Expression): Formula {
    const pieces = inner(of, tight);
    const last = pieces.at(-1)!;
    return [...pieces.slice(0, -1), { ...last, below: names.belowOf(of, part!) }];
  }

  /** A sum without brackets in it: values, then biases, then what is taken off: `x·w + b`, `1 − z`. */
  function sumOf(e: Expression): Formula {
    const terms = termsOf(e, (term) => term === expression || names.nameOf(term) === undefined);
    const rank = ({ term, sign }: Term): number => (sign < 0 ? 2 : 0) + (term.isFixed ? 1 : 0);
    const ordered = terms.toSorted((a, b) => rank(a) - rank(b));
    return ordered.flatMap(({ term, sign }, i) => [
      ...(i === 0 ? (sign < 0 ? [text('−')] : []) : [text(sign < 0 ? ' − ' : ' + ')]),
      ...inner(term, sign < 0 ? product : sum),
    ]);
  }

  return write(expression, loose);
}

interface Term {
  readonly term: Expression;
  readonly sign: 1 | -1;
}

/** What is added up in an expression. */
export function termsOf(e: Expression, opens: (e: Expression) => boolean, sign: 1 | -1 = 1): Term[] {
  if (!opens(e)) return [{ term: e, sign }];
  const [a, b] = e.inputs as [Expression, Expression];
  const minus = -sign as 1 | -1;
  if (e.op === 'add') return [...termsOf(a, opens, sign), ...termsOf(b, opens, sign)];
  if (e.op === 'sub') return [...termsOf(a, opens, sign), ...termsOf(b, opens, minus)];
  if (e.op === 'neg') return termsOf(a, opens, minus);
  return [{ term: e, sign }];
}

const text = (of: string): Piece => ({ text: of });

const roles = { input: 'input', state: 'state', parameter: 'parameter', constant: 'input' } as const;

const functionNames: Partial<Record<ExpressionOp, string>> = {
  sigmoid: 'σ',
  maximum: 'max',
  minimum: 'min',
  sqrt: '√',
  sum: 'Σ',
  max: 'max',
  gather: 'row',
  scan: 'loop',
  log: 'ln',
};

function formatNumber(value: number): string {
  if (Math.abs(value) === Infinity) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const digits =
    size !== 0 && (size >= 1e5 || size < 1e-3)
      ? size.toExponential(0).replace('e+', 'e')
      : String(Number(size.toPrecision(4)));
  return value < 0 ? `−${digits}` : digits;
}
