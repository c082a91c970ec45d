/** What the inputs and outputs of a file are called that are no state. */
const reserved: ReadonlySet<string> = new Set(['x', 'lengths', 'delta', 'output']);

/** What a part of the state is called where it comes in. */
export const stateInput = (name: string): string => (reserved.has(name) ? `state.${name}` : name);

/** What it is called where it goes out. */
export const stateOutput = (name: string): string => `${stateInput(name)}_next`;

/** Plain data that tells what a layer is made of. */
interface Description {
  readonly kind: string;
  readonly options: object;
}

/** `sequential(embedding, lstm, linear)`: what a layer is made of, as far as it says so. */
export function describeLayer({ kind, options }: Description): string {
  const parts = Object.values(options).flat().filter(isDescription);
  return parts.length > 0 ? `${kind}(${parts.map(describeLayer).join(', ')})` : kind;
}

const isDescription = (value: unknown): value is Description =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  typeof value.kind === 'string' &&
  'options' in value &&
  typeof value.options === 'object' &&
  value.options !== null;
