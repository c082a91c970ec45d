import { ArgumentError } from '@sluice/math';
import { quote } from '../text.js';
import type { Discovery, GivenSettings } from './discover.js';

/** What is said about a file beside what it holds. */
export interface KerasOptions {
  /**
   * The model's configuration, as `model.to_json()` gives it, text or parsed: for files of weights, which do not say
   * what their layers do.
   */
  readonly config?: string | object;
  /**
   * Settings of layers that a file of weights does not hold, by the layers' names, in Keras' words:
   * `{ lower: { activation: 'relu' } }`.
   */
  readonly layers?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Version of Keras that wrote the file, where the file does not tell: `'2.1.6'`. */
  readonly kerasVersion?: string;
  /**
   * Whether to take layers one by one though the model could come whole: its recurrent ones with true, with `'all'`
   * also those that are not, such as Dense. False by default.
   */
  readonly split?: boolean | 'all';
}

/** Throws unless settings were given for layers that there are. */
export function checkGiven(given: GivenSettings | undefined, { found, left }: Discovery): void {
  const names = [...found.map(({ spec }) => spec.name), ...left.map(({ name }) => name)];
  const strange = Object.keys(given ?? {}).find((name) => !names.includes(name));
  if (strange === undefined) return;
  throw new ArgumentError(
    `importKeras: there are settings for ${quote(strange)}, but the layers in the file are ${names.map(quote).join(', ')}.`,
  );
}
