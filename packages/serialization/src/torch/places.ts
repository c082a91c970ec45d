import type { Tensor } from '@sluice/math';
import { quote } from '../text.js';

/** The parts of a recurrent layer in one direction, by PyTorch's names. */
export const parts = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh', 'weight_hr'] as const;
export type PartName = (typeof parts)[number];

/** Where one part of a recurrent module stands among its layers and directions. */
export interface Part {
  /** The tensor's name under the module's prefix: `weight_ih_l0_reverse`. */
  readonly name: string;
  readonly part: PartName;
  /** Absent for a cell such as `LSTMCell`. */
  readonly layer: number | undefined;
  readonly reverse: boolean;
  readonly tensor: Tensor;
}

/** All tensors under one prefix that are named like a recurrent module's. */
export interface Place {
  /** What stands before the names, with its dot: `encoder.rnn.`, or nothing. */
  readonly prefix: string;
  /** Whether the names are those of a cell such as `LSTMCell`, without a layer. */
  readonly isCell: boolean;
  readonly parts: readonly Part[];
  /** Names of parts that PyTorch computes from other tensors at this place: `weight_hh_l0`, of a weight_norm. */
  readonly computed: ReadonlySet<string>;
}

const pattern = new RegExp(`^(.*?)(${parts.join('|')})(?:_l(0|[1-9][0-9]{0,3})(_reverse)?)?$`, 's');

/** What weight_norm (`_g`, `_v`), spectral_norm (`_orig`) and torch.nn.utils.parametrize make of a part's name. */
const computedPattern = new RegExp(
  `^(.*?)(?:parametrizations\\.)?((?:${parts.join('|')})(?:_l[0-9]{1,4}(?:_reverse)?)?)(?:_[gv]|_orig|\\.original[01]?)$`,
  's',
);

/** Finds where a state dict holds recurrent modules, in the order of their first tensors. */
export function findPlaces(tensors: Readonly<Record<string, Tensor>>): Place[] {
  const places = new Map<string, Part[]>();
  const computed = new Map<string, Set<string>>();
  for (const [full, tensor] of Object.entries(tensors)) {
    const [, prefix = '', part, layer, reverse] = pattern.exec(full) ?? [];
    if (part === undefined) {
      const [, owner = '', name] = computedPattern.exec(full) ?? [];
      if (name !== undefined) computed.set(owner, (computed.get(owner) ?? new Set()).add(name));
      continue;
    }
    const found = places.get(prefix) ?? [];
    places.set(prefix, found);
    found.push({
      name: full.slice(prefix.length),
      part: part as PartName,
      layer: layer === undefined ? undefined : Number(layer),
      reverse: reverse !== undefined,
      tensor,
    });
  }
  return [...places].map(([prefix, found]) => ({
    prefix,
    isCell: found[0]!.layer === undefined,
    parts: found,
    computed: computed.get(prefix) ?? new Set(),
  }));
}

/** The places that a prefix means: the one that has it, with or without a dot at its end, or else all below it. */
export function placesUnder(places: readonly Place[], prefix: string | undefined): readonly Place[] {
  if (prefix === undefined) return places;
  const dotted = prefix === '' || prefix.endsWith('.') ? prefix : `${prefix}.`;
  const exact = places.filter((place) => place.prefix === prefix || place.prefix === dotted);
  return exact.length > 0 ? exact : places.filter((place) => place.prefix.startsWith(dotted));
}

/** The name of a part in one layer and direction, 1 being the backward one. */
export const partName = ({ isCell }: Place, part: PartName, layer: number, direction: number): string =>
  isCell ? part : `${part}_l${layer}${direction === 1 ? '_reverse' : ''}`;

/** How messages begin that are about a place. */
export const messageStart = ({ prefix }: Place): string =>
  `PyTorch, ${prefix === '' ? 'state dict' : quote(prefix)}: `;

/** What a person would call a place: its prefix without the dot. */
export const placeName = ({ prefix }: Place, otherwise: string): string =>
  prefix.replace(/\.$/, '') || otherwise;
