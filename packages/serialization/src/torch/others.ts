import { formatShape, type Tensor } from '@sluice/math';
import type { LeftOut } from '../imported.js';
import type { Place } from './places.js';

/** What is no recurrent module, by the modules that it seems to belong to. */
export function others(tensors: Readonly<Record<string, Tensor>>, places: readonly Place[]): LeftOut[] {
  const taken = new Set(places.flatMap(({ prefix, parts }) => parts.map(({ name }) => prefix + name)));
  const groups = new Map<string, string[]>();
  const optimizers = new Map<string, Set<string>>();
  for (const [full, { dtype, shape }] of Object.entries(tensors)) {
    if (taken.has(full)) continue;
    const [, optimizer = '', field] = optimizerPattern.exec(full) ?? [];
    if (field !== undefined) {
      optimizers.set(optimizer, (optimizers.get(optimizer) ?? new Set()).add(field));
      continue;
    }
    const dot = full.lastIndexOf('.');
    const owner = full.slice(0, Math.max(dot, 0));
    const group = groups.get(owner) ?? [];
    groups.set(owner, group);
    group.push(`${full.slice(dot + 1)} ${dtype}${formatShape(shape)}`.trimStart());
  }
  return [
    ...[...groups].map(([name, found]) => ({
      name: name || 'state dict',
      reason:
        `it holds ${found.slice(0, 8).join(', ')}${found.length > 8 ? ', …' : ''}; a state dict does not say what kind of ` +
        `layer that is, nor where it stands; make the layer, and give it these tensors`,
    })),
    ...[...optimizers].map(([name, fields]) => ({
      name: name || 'state dict',
      reason: `it holds what an optimizer remembers (${[...fields].join(', ')}), which is for training there only`,
    })),
  ];
}

/** Where PyTorch's optimizers keep what they know of each parameter, by the names of all of theirs. */
const optimizerPattern = new RegExp(
  '^(?:(.*)\\.)?state\\.[0-9]+\\.(' +
    'step|exp_avg|exp_avg_sq|max_exp_avg_sq|exp_inf|momentum_buffer|square_avg|grad_avg|acc_delta|sum|ax|eta|mu|' +
    'mu_product|prev|step_size)$',
  's',
);
