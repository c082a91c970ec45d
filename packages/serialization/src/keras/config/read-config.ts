import { readModelSpec, type ModelSpec } from './model-spec.js';
import { parseJson } from './parse-json.js';
import { Settings } from './settings.js';

/** Reads a configuration that was given, and the version in it. */
export function readConfig(config: string | object): { spec: ModelSpec; version: string | undefined } {
  const json = typeof config === 'string' ? parseJson(config, 'Keras: the configuration') : config;
  const version = new Settings(json, { where: 'the configuration' }).get('keras_version');
  return { spec: readModelSpec(json), version: typeof version === 'string' ? version : undefined };
}
