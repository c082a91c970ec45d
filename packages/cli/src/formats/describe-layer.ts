import type { SequenceLayer } from '@sluice/cell';

type Description = Pick<SequenceLayer, 'kind' | 'options'>;

/** Options that say how a layer starts, which is over for one with weights. */
const startOptions = new Set(['initial', 'forgetBias']);

/** Switches that are worth a word where they are off; of all others, where they are on. */
const usuallyOn = new Set(['bias', 'forgetGate', 'resetAfter']);

/** A layer and what it is made of, a line each. */
export function describeLayer({ kind, options }: Description): string[] {
  const inner: (readonly [string, Description])[] = [];
  const facts: string[] = [];
  const sizesFirst = Object.entries(options).sort(([a], [b]) => Number(isSize(b)) - Number(isSize(a)));
  for (const [name, value] of sizesFirst) {
    if (startOptions.has(name) || value === 0) continue;
    if (typeof value === 'boolean') {
      if (value !== usuallyOn.has(name)) facts.push(value ? name : `no ${name}`);
      continue;
    }
    if (isDescription(value)) inner.push([name, value]);
    else if (Array.isArray(value) && value.every(isDescription)) {
      value.forEach((part, i) => inner.push([String(i), part]));
    } else facts.push(`${name} ${formatOption(value)}`);
  }
  return [
    [kind, facts.join(', ')].filter((text) => text !== '').join('  '),
    ...inner.flatMap(([name, part]) => {
      const [first = '', ...rest] = describeLayer(part);
      return [`  ${name}  ${first}`, ...rest.map((line) => `  ${line}`)];
    }),
  ];
}

const isSize = (name: string): boolean => /size$/i.test(name);

const isDescription = (value: unknown): value is Description =>
  typeof value === 'object' && value !== null && 'kind' in value && 'options' in value;

/** `hardSigmoid(alpha 0.2)`: a name with numbers in parentheses, everything else as JSON. */
function formatOption(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  if (typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string') {
    const numbers = Object.entries(value).filter(([name]) => name !== 'name');
    return `${value.name}(${numbers.map(([name, number]) => `${name} ${String(number)}`).join(', ')})`;
  }
  return JSON.stringify(value);
}
