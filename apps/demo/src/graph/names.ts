import type { Expression, Part } from './expression.js';
import { formulaOf, formulaText, type Formula, type Names, type Piece } from './formula.js';
import type { GraphEquation } from './cell-graph.js';
import type { Draft } from './structure.js';

/** A formula that is read in several places has a name of its own from so many letters on. */
const worthName = 14;

export interface CellNames extends Names {
  formulaOf(expression: Expression): Formula;
  /** All lines, in the order in which they are computed. */
  equations(idOf: ReadonlyMap<Expression, string>): GraphEquation[];
}

/** Names of gates, next states and what else is read in several places, for formulas. */
export function namesFor(
  drafts: readonly Draft[],
  gates: ReadonlyMap<string, Expression>,
  nextStates: ReadonlyMap<string, Expression>,
  output: Expression,
): CellNames {
  const named = new Map<Expression, Piece>();
  for (const [name, e] of nextStates) if (e.op !== 'leaf') named.set(e, { text: `${name}′`, role: 'state' });
  for (const [name, e] of gates) {
    // of several names for the same, the first
    if (e.op !== 'leaf' && named.get(e)?.role !== 'gate') named.set(e, { text: name, role: 'gate' });
  }
  const blocks = blocksOf(drafts, gates);

  const names: Names = {
    nameOf: (e) => named.get(e),
    belowOf: (of, part) => blocks.get(blockKey(of, part)) ?? numberOf(part),
  };
  const write = (e: Expression): Formula => formulaOf(e, names);
  const readers = (e: Expression): number => drafts.filter(({ reads }) => reads.has(e)).length;
  const formulaOfName = (e: Expression): Formula => {
    const name = named.get(e);
    return name ? [name] : write(e);
  };
  let count = 0;
  for (const { expression } of drafts) {
    if (named.has(expression) || readers(expression) < 2) continue;
    if (formulaText(write(expression)).length >= worthName)
      named.set(expression, { text: 'q', below: String(++count), role: 'value' });
  }

  return {
    ...names,
    formulaOf: write,
    equations: (idOf) => {
      const lines = drafts.flatMap(({ expression: e }): GraphEquation[] => {
        const name = named.get(e);
        return name ? [{ node: idOf.get(e)!, name, formula: write(e) }] : [];
      });
      // a next state that is a gate, or another's next state, or what is given, has a line that says so
      const same = [...nextStates].filter(([name, e]) => named.get(e)?.text !== `${name}′`);
      return [
        ...lines,
        ...same.map(([name, e]): GraphEquation => ({
          node: `next-state:${name}`,
          name: { text: `${name}′`, role: 'state' },
          formula: formulaOfName(e),
        })),
        ...(named.has(output) ? [] : [{ node: 'output', name: { text: 'out' }, formula: write(output) }]),
      ];
    },
  };
}

const blockKey = ({ id }: Expression, { axis, start, size }: Part): string => [id, axis, start, size].join();

/** Which block of a parameter belongs to which gate, where one gate alone reads it and reads no other of that parameter. */
function blocksOf(drafts: readonly Draft[], gates: ReadonlyMap<string, Expression>): Map<string, string> {
  const gateNames = new Map([...gates].map(([name, e]) => [e, name]));
  const readers = new Map<string, Set<string | undefined>>();
  const blocksOfGate = new Map<string, Set<string>>();
  for (const draft of drafts) {
    const gate = gateOf(draft, drafts, gateNames);
    for (const { of, part } of parameterParts(draft)) {
      const key = blockKey(of, part);
      addTo(readers, key, gate);
      addTo(blocksOfGate, `${of.id} ${gate}`, key);
    }
  }
  return new Map(
    [...readers].flatMap(([key, [gate, ...others]]) => {
      const isOnly = blocksOfGate.get(`${key.split(',', 1)[0]} ${gate}`)?.size === 1;
      return gate !== undefined && others.length === 0 && isOnly ? [[key, gate] as const] : [];
    }),
  );
}

/** The gate that a node is, or that alone it is computed for. */
function gateOf(
  draft: Draft,
  drafts: readonly Draft[],
  names: ReadonlyMap<Expression, string>,
): string | undefined {
  const name = names.get(draft.expression);
  if (name !== undefined) return name;
  const [reader, ...others] = drafts.filter(({ reads }) => reads.has(draft.expression));
  return reader && others.length === 0 ? gateOf(reader, drafts, names) : undefined;
}

function parameterParts({ expression, reads }: Draft): { readonly of: Expression; readonly part: Part }[] {
  const visit = (e: Expression): { readonly of: Expression; readonly part: Part }[] =>
    e.op === 'part' && e.isFixed && e.inputs[0]!.op === 'leaf'
      ? [{ of: e.inputs[0]!, part: e.part! }]
      : e.inputs.flatMap((input) => (reads.has(input) ? [] : visit(input)));
  return visit(expression);
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  map.set(key, (map.get(key) ?? new Set<V>()).add(value));
}

/** The how many-th of equal blocks a part is, or else from where to where it goes. */
const numberOf = ({ start, size, of }: Part): string =>
  start % size === 0 && of % size === 0 ? String(start / size + 1) : `${start}…${start + size - 1}`;
