import type { Activation } from '@sluice/cell';
import { quote } from '../../text.js';
import { cannotTake } from '../cannot-take.js';
import type { Dialect } from '../config/dialect.js';
import { describe, Settings } from '../config/settings.js';

/** Keras' names of activations, of which those that take numbers have Keras' defaults. */
const byName: ReadonlyMap<string, Activation> = new Map<string, Activation>([
  ['linear', 'linear'],
  ['tanh', 'tanh'],
  ['sigmoid', 'sigmoid'],
  ['relu', 'relu'],
  ['relu6', 'relu6'],
  ['leaky_relu', { name: 'leakyRelu', alpha: 0.2 }],
  ['elu', 'elu'],
  ['celu', 'celu'],
  ['selu', 'selu'],
  ['softplus', 'softplus'],
  ['softsign', 'softsign'],
  ['exponential', 'exponential'],
  ['gelu', 'gelu'],
  ['silu', 'silu'],
  ['swish', 'silu'],
  ['mish', 'mish'],
  ['hard_silu', 'hardSilu'],
  ['hard_swish', 'hardSilu'],
  ['hard_tanh', 'hardTanh'],
  ['log_sigmoid', 'logSigmoid'],
  ['tanh_shrink', 'tanhShrink'],
  ['soft_shrink', 'softShrink'],
  ['hard_shrink', 'hardShrink'],
  ['squareplus', 'squareplus'],
  ['softmax', 'softmax'],
  ['log_softmax', 'logSoftmax'],
]);

/** The activation of Sluice that a setting names; none is linear. */
export function toActivation(value: unknown, dialect: Dialect, where: string): Activation {
  if (value === null) return 'linear';
  if (typeof value === 'string') return namedActivation(value, dialect);
  const settings = new Settings(value, { where: `the activation of ${where}` });
  const className = settings.text('class_name');
  if (className === 'function')
    return cannotTake(
      `its activation is the function ${describe(settings.get('config'))}, which the file does not hold`,
    );
  const layer = activationLayers.get(className);
  if (!layer) return cannotTake(`its activation ${quote(className)} is not one of Keras' own`);
  return layer(settings.inner(settings.get('config')));
}

function namedActivation(name: string, { hardSigmoid }: Dialect): Activation {
  if (name === 'hard_sigmoid') {
    if (hardSigmoid === undefined) {
      return cannotTake(
        `its hard_sigmoid is another one in Keras 2 and 3, and the file does not say which it is; give { kerasVersion: '2' } or '3'`,
      );
    }
    return { name: 'hardSigmoid', alpha: hardSigmoid === 3 ? 1 / 6 : 0.2, beta: 0.5 };
  }
  return byName.get(name) ?? cannotTake(`there is no activation ${quote(name)} here`);
}

/** Layers that are activations. They may stand by themselves, or in the place of an activation's name. */
export const activationLayers: ReadonlyMap<string, (settings: Settings) => Activation> = new Map([
  ['ReLU', relu],
  ['LeakyReLU', (settings) => ({ name: 'leakyRelu' as const, alpha: slope(settings) })],
  ['ELU', (settings) => ({ name: 'elu' as const, alpha: settings.number('alpha', 1) })],
  [
    'ThresholdedReLU',
    (settings) => ({ name: 'thresholdedRelu' as const, alpha: settings.number('theta', 1) }),
  ],
  ['Softmax', () => 'softmax' as const],
]);

/** Keras 3 calls `negative_slope` what was `alpha` before. */
const slope = (settings: Settings): number =>
  settings.number(settings.has('alpha') ? 'alpha' : 'negative_slope', 0.3);

function relu(settings: Settings): Activation {
  const limit = settings.getOr('max_value', null);
  const [negative, threshold] = [settings.number('negative_slope', 0), settings.number('threshold', 0)];
  if (limit === null && threshold === 0)
    return negative === 0 ? 'relu' : { name: 'leakyRelu', alpha: negative };
  if (limit === 6 && threshold === 0 && negative === 0) return 'relu6';
  if (limit === null && negative === 0) return { name: 'thresholdedRelu', alpha: threshold };
  return cannotTake(
    `there is no ReLU here with max_value ${describe(limit)}, negative_slope ${negative} and threshold ${threshold}`,
  );
}
