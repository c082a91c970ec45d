import type { CellSpec } from '../../cells/choice.js';
import { cellLines, cellWord, program } from '../../code/snippet.js';
import { fixed, type FlowSettings } from './settings.js';
import { startValuesOf } from './start-values.js';

/** The program that computes the page's curves. */
export function gradientCode(
  cells: readonly CellSpec[],
  settings: FlowSettings,
  packageOf: (name: string) => string,
): string {
  const { steps, hidden, bias, seed } = settings;
  const initial = startValuesOf(settings);
  return program(
    `import { type Cell, type SizeOptions } from '@sluice/cell';
import { initializers, tensor } from '@sluice/math';
import { createModel } from '@sluice/model';`,
    ...cells.map((cell) => cellLines(cell, packageOf)),
    `const [rows, steps, inputSize, hiddenSize, seed] = [${fixed.rows}, ${steps}, ${fixed.inputSize}, ${hidden}, ${seed}];
const x = tensor(initializers.normal()([rows, steps, inputSize], seed), [rows, steps, inputSize]);
const initial = ${literal(initial)} as const;
const cells: Record<string, (options: SizeOptions) => Cell> = { ${cells.map(cellWord).join(', ')} };
// a cell takes those of the options that it has
const options = { inputSize, hiddenSize, forgetBias: ${bias}, initial };

for (const [name, create] of Object.entries(cells)) {
  const model = await createModel(create(options), { seed });
  // the norm of dL/ds for the state s after each step, where L is the sum of the last outputs
  const flow = await model.gradientFlow(x);
  for (const [state, norms] of Object.entries(flow)) {
    const back = [...norms].reverse(); // from the last step into the past
    const greatest = Math.max(...back);
    const reach = back.findIndex((norm, i) => i > back.indexOf(greatest) && norm < greatest / 1000);
    const kept = reach < 0 ? \`more than \${steps - 1} steps\` : \`\${reach} steps\`;
    const [last, first] = [back[0]!, back[steps - 1]!].map((norm) => norm.toPrecision(3));
    console.log(\`\${name} \${state}: \${last} at the last step, \${first} at the first; a thousandth after \${kept}\`);
  }
}`,
  );
}

/** Plain data as a program has it. */
function literal(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? `'${value}'` : String(value);
  }
  const parts = Object.entries(value).map(([name, part]) => `${name}: ${literal(part)}`);
  return `{ ${parts.join(', ')} }`;
}
