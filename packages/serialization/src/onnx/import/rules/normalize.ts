import type { Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { axisOf } from './axes.js';
import { optional, type Rule } from './rule.js';

/** Operations that set mean and variance. */
export const normalizations: Readonly<Record<string, Rule>> = {
  // over all axes from the given one on
  LayerNormalization: (call) => {
    const x = call.value(0);
    const first = axisOf(call.attributes.int('axis', -1), x.shape.length);
    const axes = x.shape.flatMap((_, axis) => (axis >= first ? [axis] : []));
    const mean = x.mean(axes, { keepDims: true });
    const centred = x.sub(mean);
    const variance = centred.square().mean(axes, { keepDims: true });
    const deviation = variance.add(call.attributes.float('epsilon', 1e-5)).sqrt();
    const scaled = centred.div(deviation).mul(call.value(1));
    const shift = optional(call, 2);
    return [shift ? scaled.add(shift) : scaled, mean, deviation.reciprocal()];
  },

  // with the mean and variance that were kept from training; channels stand at axis 1
  BatchNormalization: (call) => {
    if (call.attributes.int('training_mode', 0) !== 0 || call.outputs > 1) {
      throw new FormatError(
        'It is set to take mean and variance from the batch, as in training; export for inference.',
      );
    }
    const x = call.value(0);
    const channels = (value: Value): Value =>
      value.reshape(x.shape.flatMap((extent, axis) => (axis === 0 ? [] : [axis === 1 ? extent : 1])));
    const [scale, shift, mean, variance] = [1, 2, 3, 4].map((i) => channels(call.value(i)));
    const deviation = variance!.add(call.attributes.float('epsilon', 1e-5)).sqrt();
    return [x.sub(mean!).mul(scale!.div(deviation)).add(shift!)];
  },
};
