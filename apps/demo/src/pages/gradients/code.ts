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
    `import { initializers, tensor } from '@sluice/math';
import { createModel } from '@sluice/model';`,
    ...cells.map((cell) => cellLines(cell, packageOf)),
    `const [rows, steps, inputSize, hiddenSize, seed] = [${fixed.rows}, ${steps}, ${fixed.inputSize}, ${hidden}, ${seed}];
const x = tensor(initializers.normal()([rows, steps, inputSize], seed), [rows, steps, inputSize]);
${initial === undefined ? '' : `const initial = ${literal(initial)} as const;\n`}// A cell takes those of the options that it has.
const options = { inputSize, hiddenSize, forgetBias: ${bias}${initial === undefined ? '' : ', initial'} };

for (const [name, create] of Object.entries({ ${cells.map(cellWord).join(', ')} })) {
  const model = await createModel(create(options), { seed });
  const flow = await model.gradientFlow(x); // the norm of dL/ds after each step, where L is the sum of the last outputs
  for (const [state, norms] of Object.entries(flow)) {
    const back = [...norms].reverse(); // from the last step into the past
    const reach = back.findIndex((norm) => norm < back[0]! / 1000);
    const kept = reach < 0 ? \`after \${steps} steps more than a thousandth is left\` : \`a thousandth after \${reach} steps\`;
    console.log(\`\${name} \${state}: \${back[0]!.toPrecision(3)} to \${back[steps - 1]!.toPrecision(3)}, \${kept}\`);
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
