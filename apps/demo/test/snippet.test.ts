import { describe, expect, it } from 'vitest';
import { initialSource } from '../src/cells/own-source.js';
import { cellLines, cellWord, program } from '../src/code/snippet.js';

const packageOf = (name: string): string => (name === 'mamba' ? '@sluice/zoo' : `@sluice/${name}`);

const written = (name: string): string =>
  program(
    `import { tensor } from '@sluice/math';\nimport { createModel } from '@sluice/model';`,
    cellLines({ name }, packageOf),
    `const model = await createModel(${name}({ inputSize: 1, hiddenSize: 2 }));`,
  );

describe('a program that a page shows', () => {
  it('differs by a word where the cell is another', () => {
    expect(written('gru')).toBe(written('lstm').replaceAll('lstm', 'gru'));
    expect(written('mamba')).toBe(
      written('lstm').replaceAll('@sluice/lstm', '@sluice/zoo').replaceAll('lstm', 'mamba'),
    );
  });

  it('imports each module once, and first', () => {
    expect(
      program(
        `import { a } from 'x';\nconst one = a;`,
        `import {\n  b,\n  a,\n} from 'x';\nimport type { T } from 'y';\nconst two: T = b;`,
      ),
    ).toBe(`import { a, b } from 'x';\nimport { type T } from 'y';\n\nconst one = a;\n\nconst two: T = b;\n`);
  });

  it('holds the cell itself where the visitor wrote it', () => {
    const own = { name: 'own', source: initialSource };
    expect(cellWord(own)).toBe('mine');
    expect(program(cellLines(own, packageOf))).toContain('\nconst mine = defineCell({');
  });
});
