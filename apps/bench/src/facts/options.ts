import { parseArgs } from 'node:util';
import { ArgumentError } from '@sluice/math';
import type { Fact } from './fact.js';
import { facts } from './facts.js';

/** What the command line asked for. */
export interface FactsOptions {
  readonly help: boolean;
  readonly facts: readonly Fact[];
  readonly again: boolean;
}

/** What `--help` prints. */
export const helpText = `Checks what papers state about cells, and writes docs/facts.md.

  npm run facts -- [options]

  --fact NAME   only this fact; may be given more than once
  --again       anew, whatever is done; by default finished trials are kept
  --help        this text

Facts:
${facts.map(({ name, claim }) => `  ${name.padEnd(16)} ${claim}`).join('\n')}`;

/**
 * Reads the command line.
 *
 * @throws ArgumentError when there is no such option or fact.
 */
export function readOptions(args: readonly string[]): FactsOptions {
  const { values } = parse(args);
  const names = values.fact ?? facts.map(({ name }) => name);
  const unknown = names.find((name) => !facts.some((fact) => fact.name === name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `There is no fact '${unknown}'. There are ${facts.map(({ name }) => name).join(', ')}.`,
    );
  }
  return {
    help: values.help,
    again: values.again,
    facts: facts.filter(({ name }) => names.includes(name)),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        fact: { type: 'string', multiple: true },
        again: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new ArgumentError(`${(error as Error).message} See npm run facts -- --help.`);
  }
}
