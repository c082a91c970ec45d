import { foldKey, inScope, type Values } from '@sluice/math';
import type { Cell, PrepareContext, SequenceLayer } from './cell.js';
import { checkParams } from './checks.js';
import { checkConstants } from './constants.js';
import { prefixed, under } from './names.js';

/**
 * The constants as a cell's steps read them: those that were given, or what the cell prepares of them.
 *
 * @throws MissingConstantError when one is missing that is to be prepared; ShapeError when one, or a parameter, has another shape.
 *
 * @example
 * ```ts
 * import { prepareConstants, type Cell, type StepContext } from '@sluice/cell';
 * const firstStep = (cell: Cell, context: StepContext) =>
 *   cell.step({ ...context, constants: prepareConstants(cell, context) });
 * ```
 */
export function prepareConstants(cell: Cell, context: PrepareContext): Values | undefined {
  if (!cell.prepare) return context.constants;
  inScope(cell.kind, () => {
    checkParams(cell, context.params, 'prepare');
    checkConstants('prepare', cell, context.constants);
  });
  return cell.prepare(context);
}

/** Those constants that a layer reads. */
export const constantsFor = (
  { constants: specs = {} }: Pick<SequenceLayer, 'constants'>,
  given: Values = {},
): Values => Object.fromEntries(Object.entries(given).filter(([name]) => name in specs));

/**
 * Prepares the constants of cells that stand in one under a name: what a part prepares stands under that name, so that
 * parts do not take each other's.
 *
 * @returns undefined where no part prepares any.
 */
export function prepareParts(parts: readonly (readonly [string | number, Cell])[]): Cell['prepare'] {
  if (!parts.some(([, { prepare }]) => prepare)) return undefined;
  return ({ params, constants, key, ...rest }) =>
    Object.assign(
      {},
      ...parts.map(([name, part], i) => {
        if (!part.prepare) return constantsFor(part, constants);
        const own = { ...rest, constants, params: under(name, params), key: foldKey(key, i) };
        return prefixed(name, part.prepare(own));
      }),
    ) as Values;
}

/** What one of several parts is given of what `prepareParts` has prepared. */
export const preparedFor = (name: string | number, { prepare }: Cell, constants: Values = {}): Values =>
  prepare ? under(name, constants) : constants;
