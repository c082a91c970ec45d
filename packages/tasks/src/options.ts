import { ArgumentError } from '@sluice/math';

/** What may be said about a task when it is made: plain data, for a form or for flags. */
export type TaskOption = IntegerOption | ChoiceOption | GivenOption;

/** A whole number. */
export interface IntegerOption {
  readonly kind: 'integer';
  readonly default: number;
  readonly atLeast: number;
  /** Without one, there is no limit but memory. */
  readonly atMost?: number;
  /** What it is, in a line. */
  readonly about: string;
}

/** One of a few words. */
export interface ChoiceOption {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
  readonly about: string;
}

/** What only the user has: a text, or a series of numbers. */
export interface GivenOption {
  readonly kind: 'text' | 'numbers';
  /** Whether there is no task without it. */
  readonly required: boolean;
  readonly about: string;
}

/** An entry for each option of a task. */
export type OptionsOf<O> = { readonly [K in keyof O]-?: TaskOption };

/** Options with the defaults filled in; what only the user has is left as it was given. */
export function settle<O extends object>(task: string, options: OptionsOf<O>, given: O): Required<O> {
  const known = options as Readonly<Record<string, TaskOption>>;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    throw new ArgumentError(`${task} has no option '${name}'; it has ${Object.keys(known).join(', ')}.`);
  }
  const settled = Object.entries(known).map(([name, option]) => {
    const value = (given as Readonly<Record<string, unknown>>)[name];
    return [name, settleOption(`${task}: ${name}`, option, value)] as const;
  });
  return Object.fromEntries(settled) as Required<O>;
}

function settleOption(where: string, option: TaskOption, given: unknown): unknown {
  if ('required' in option) {
    if (given !== undefined || !option.required) return given;
    throw new ArgumentError(`${where} must be given, since the task is made of it.`);
  }
  const value = given ?? option.default;
  const wanted = option.kind === 'choice' ? choiceWanted(option, value) : integerWanted(option, value);
  if (wanted === undefined) return value;
  // a text is told from a number by its quotes, and JSON has no NaN
  const came = typeof value === 'number' ? value : JSON.stringify(value);
  throw new ArgumentError(`${where} must be ${wanted}, but is ${came}.`);
}

/** What should have come instead, or nothing where the value will do. */
function choiceWanted({ choices }: ChoiceOption, value: unknown): string | undefined {
  if (choices.some((choice) => choice === value)) return undefined;
  return choices.map((choice) => `'${choice}'`).join(' or ');
}

function integerWanted({ atLeast, atMost = Infinity }: IntegerOption, value: unknown): string | undefined {
  if (Number.isSafeInteger(value) && (value as number) >= atLeast && (value as number) <= atMost)
    return undefined;
  return `an integer ${atMost < Infinity ? `from ${atLeast} to ${atMost}` : `of at least ${atLeast}`}`;
}
