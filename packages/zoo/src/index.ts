/**
 * Recurrent cells from their papers for Sluice, one page each.
 *
 * @packageDocumentation
 */
export { antisymmetricRnn, type AntisymmetricRnnOptions } from './antisymmetric-rnn.js';
export { atr, type AtrOptions } from './atr.js';
export { brc } from './brc.js';
export { cfc, type CfcOptions } from './cfc.js';
export { cfn } from './cfn.js';
export { clockworkRnn, type ClockworkRnnOptions } from './clockwork-rnn.js';
export { cornn, type CornnOptions } from './cornn.js';
export { elstm, type ElstmOptions } from './elstm.js';
export { fastGrnn, type FastGrnnOptions } from './fast-grnn.js';
export { fastRnn, type FastRnnOptions } from './fast-rnn.js';
export { gatedDeltaNet, type GatedDeltaNetOptions } from './gated-delta-net.js';
export { intersectionRnn, type IntersectionRnnOptions } from './intersection-rnn.js';
export { janet, type JanetOptions } from './janet.js';
export { lem, type LemOptions } from './lem.js';
export { lightRu } from './light-ru.js';
export { ligru } from './ligru.js';
export { lmu, type LmuOptions } from './lmu.js';
export type { LogSpaceOptions } from './log-space.js';
export { lru, type LruOptions } from './lru.js';
export { ltc, type LtcOptions } from './ltc.js';
export { mamba, type MambaOptions } from './mamba.js';
export { minGru, type MinGruOptions } from './min-gru.js';
export { minLstm, type MinLstmOptions } from './min-lstm.js';
export { minimalRnn } from './minimal-rnn.js';
export { mlstm, type MlstmOptions } from './mlstm.js';
export { multiplicativeLstm, type MultiplicativeLstmOptions } from './multiplicative-lstm.js';
export { mut1 } from './mut1.js';
export { mut2 } from './mut2.js';
export { mut3 } from './mut3.js';
export { nas } from './nas.js';
export { nbrc } from './nbrc.js';
export { phasedLstm, type PhasedLstmOptions } from './phased-lstm.js';
export { qrnn, type QrnnOptions } from './qrnn.js';
export { ran, type RanOptions } from './ran.js';
export { rhn, type RhnOptions } from './rhn.js';
export { rwkv } from './rwkv.js';
export { scrn, type ScrnOptions } from './scrn.js';
export { slstm, type SlstmOptions } from './slstm.js';
export { sru, type SruOptions } from './sru.js';
export { star } from './star.js';
export { tgru } from './tgru.js';
export { tlstm } from './tlstm.js';
export { trnn } from './trnn.js';
export { ugrnn, type UgrnnOptions } from './ugrnn.js';
export { unicornn, type UnicornnOptions } from './unicornn.js';
export { wmclstm, type WmclstmOptions } from './wmclstm.js';
export { registry, type ZooCellName } from './registry.js';
export type { BiasOptions, ZooOptions } from './zoo-options.js';
