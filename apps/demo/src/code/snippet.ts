import type { CellSpec } from '../cells/choice.js';
import { own } from '../cells/own-source.js';

/** The line that brings a cell into a program, or its definition where the visitor wrote it. */
export function cellLines({ name, source = '' }: CellSpec, packageOf: (name: string) => string): string {
  return name === own
    ? source.trimEnd().replace(/^export /gm, '')
    : `import { ${name} } from '${packageOf(name)}';`;
}

/** The word that makes the cell: of the visitor's own it is the name that he exports. */
export const cellWord = ({ name, source = '' }: CellSpec): string =>
  name === own ? (/export const (\w+)/.exec(source)?.[1] ?? 'mine') : name;

/**
 * Joins imports and statements into a program: the imports come first, each module once, in the order in which they are met, so that
 * another cell changes its own line and moves none.
 */
export function program(...parts: readonly string[]): string {
  const names = new Map<string, Set<string>>();
  const body = parts
    .join('\n\n')
    .replace(
      /^import (type )?\{([^}]*)\} from '([^']+)';\n?/gm,
      (_, type = '', list: string, from: string) => {
        const known = names.get(from) ?? new Set();
        for (const name of list.split(',')) if (name.trim() !== '') known.add(`${type}${name.trim()}`);
        names.set(from, known);
        return '';
      },
    )
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const imports = [...names].map(
    ([from, list]) => `import { ${[...list].sort().join(', ')} } from '${from}';`,
  );
  return `${imports.join('\n')}\n\n${body}\n`;
}
