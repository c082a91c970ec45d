import { cellEntry, type CellEntry } from '@sluice/cell';
import { antisymmetricRnn } from './antisymmetric-rnn.js';
import { atr } from './atr.js';
import { brc } from './brc.js';
import { cfc } from './cfc.js';
import { cfn } from './cfn.js';
import { clockworkRnn } from './clockwork-rnn.js';
import { cornn } from './cornn.js';
import { elstm } from './elstm.js';
import { fastGrnn } from './fast-grnn.js';
import { fastRnn } from './fast-rnn.js';
import { gatedDeltaNet } from './gated-delta-net.js';
import { intersectionRnn } from './intersection-rnn.js';
import { janet } from './janet.js';
import { lem } from './lem.js';
import { lightRu } from './light-ru.js';
import { ligru } from './ligru.js';
import { lmu } from './lmu.js';
import { lru } from './lru.js';
import { ltc } from './ltc.js';
import { mamba } from './mamba.js';
import { minGru } from './min-gru.js';
import { minLstm } from './min-lstm.js';
import { minimalRnn } from './minimal-rnn.js';
import { mlstm } from './mlstm.js';
import { multiplicativeLstm } from './multiplicative-lstm.js';
import { mut1 } from './mut1.js';
import { mut2 } from './mut2.js';
import { mut3 } from './mut3.js';
import { nas } from './nas.js';
import { nbrc } from './nbrc.js';
import { phasedLstm } from './phased-lstm.js';
import { qrnn } from './qrnn.js';
import { ran } from './ran.js';
import { rhn } from './rhn.js';
import { rwkv } from './rwkv.js';
import { scrn } from './scrn.js';
import { slstm } from './slstm.js';
import { sru } from './sru.js';
import { star } from './star.js';
import { tgru } from './tgru.js';
import { tlstm } from './tlstm.js';
import { trnn } from './trnn.js';
import { ugrnn } from './ugrnn.js';
import { unicornn } from './unicornn.js';
import { wmclstm } from './wmclstm.js';

/** Every cell of the zoo by its name. Documentation, tests and benchmarks read this list. */
export const registry = {
  antisymmetricRnn: cellEntry(antisymmetricRnn, 'AntisymmetricRNN', 'Chang et al.', 2019, { gated: true }),
  atr: cellEntry(atr, 'ATR', 'Zhang et al.', 2018),
  brc: cellEntry(brc, 'BRC', 'Vecoven, Ernst and Drion', 2021),
  cfc: cellEntry(cfc, 'CfC', 'Hasani et al.', 2022, { backboneSize: 3, gated: false }),
  cfn: cellEntry(cfn, 'CFN', 'Laurent and von Brecht', 2017),
  clockworkRnn: cellEntry(clockworkRnn, 'Clockwork RNN', 'Koutník et al.', 2014, { periods: [3, 1] }),
  cornn: cellEntry(cornn, 'coRNN', 'Rusch and Mishra', 2021),
  elstm: cellEntry(elstm, 'eLSTM', 'Irie, Gopalakrishnan and Schmidhuber', 2023),
  fastGrnn: cellEntry(fastGrnn, 'FastGRNN', 'Kusupati et al.', 2018, { inputRank: 2, recurrentRank: 1 }),
  fastRnn: cellEntry(fastRnn, 'FastRNN', 'Kusupati et al.', 2018, { activation: 'relu' }),
  gatedDeltaNet: cellEntry(gatedDeltaNet, 'Gated DeltaNet', 'Yang, Kautz and Hatamizadeh', 2024, {
    heads: 2,
  }),
  intersectionRnn: cellEntry(intersectionRnn, 'Intersection RNN', 'Collins et al.', 2017),
  janet: cellEntry(janet, 'JANET', 'Van der Westhuizen and Lasenby', 2018, { beta: 0 }),
  lem: cellEntry(lem, 'LEM', 'Rusch et al.', 2022, { timeStep: 0.5 }),
  lightRu: cellEntry(lightRu, 'Light recurrent unit', 'Ye et al.', 2024),
  ligru: cellEntry(ligru, 'Li-GRU', 'Ravanelli et al.', 2018),
  lmu: cellEntry(lmu, 'LMU', 'Voelker, Kajić and Eliasmith', 2019, { order: 3, theta: 2.5 }),
  lru: cellEntry(lru, 'LRU', 'Orvieto et al.', 2023, { stateSize: 3, innerRadius: 0, maxPhase: 1 }),
  ltc: cellEntry(ltc, 'LTC', 'Hasani et al.', 2021, { unfolds: 1 }),
  mamba: cellEntry(mamba, 'Mamba (S6)', 'Gu and Dao', 2023, { stateSize: 3, rank: 2, gated: true }),
  minGru: cellEntry(minGru, 'minGRU', 'Feng et al.', 2024, { positive: false }, { logSpace: true }),
  minimalRnn: cellEntry(minimalRnn, 'MinimalRNN', 'Chen', 2017),
  minLstm: cellEntry(minLstm, 'minLSTM', 'Feng et al.', 2024, { positive: false }, { logSpace: true }),
  mlstm: cellEntry(mlstm, 'mLSTM', 'Beck et al.', 2024, { heads: 2 }),
  multiplicativeLstm: cellEntry(multiplicativeLstm, 'Multiplicative LSTM', 'Krause et al.', 2016),
  mut1: cellEntry(mut1, 'MUT1', 'Jozefowicz, Zaremba and Sutskever', 2015),
  mut2: cellEntry(mut2, 'MUT2', 'Jozefowicz, Zaremba and Sutskever', 2015),
  mut3: cellEntry(mut3, 'MUT3', 'Jozefowicz, Zaremba and Sutskever', 2015),
  nas: cellEntry(nas, 'NAS cell', 'Zoph and Le', 2017),
  nbrc: cellEntry(nbrc, 'nBRC', 'Vecoven, Ernst and Drion', 2021),
  phasedLstm: cellEntry(phasedLstm, 'Phased LSTM', 'Neil, Pfeiffer and Liu', 2016, { peepholes: false }),
  qrnn: cellEntry(qrnn, 'QRNN', 'Bradbury et al.', 2017),
  ran: cellEntry(ran, 'RAN', 'Lee, Levy and Zettlemoyer', 2017, { activation: 'linear' }),
  rhn: cellEntry(rhn, 'RHN', 'Zilly et al.', 2017, { depth: 1 }, { depth: 3, coupled: false }),
  rwkv: cellEntry(rwkv, 'RWKV time mixing', 'Peng et al.', 2023),
  scrn: cellEntry(scrn, 'SCRN', 'Mikolov et al.', 2015, { contextSize: 2 }),
  slstm: cellEntry(slstm, 'sLSTM', 'Beck et al.', 2024, { forgetGate: 'exponential' }),
  sru: cellEntry(sru, 'SRU', 'Lei et al.', 2018, { highwayBias: -2 }),
  star: cellEntry(star, 'STAR', 'Turkoglu et al.', 2021),
  tgru: cellEntry(tgru, 'T-GRU', 'Balduzzi and Ghifary', 2016),
  tlstm: cellEntry(tlstm, 'T-LSTM', 'Balduzzi and Ghifary', 2016),
  trnn: cellEntry(trnn, 'T-RNN', 'Balduzzi and Ghifary', 2016),
  ugrnn: cellEntry(ugrnn, 'UGRNN', 'Collins, Sohl-Dickstein and Sussillo', 2017),
  unicornn: cellEntry(unicornn, 'UnICORNN', 'Rusch and Mishra', 2021),
  wmclstm: cellEntry(wmclstm, 'LSTM with working memory', 'Landi et al.', 2021),
} as const satisfies Readonly<Record<string, CellEntry>>;

/** The name of a cell of the zoo. */
export type ZooCellName = keyof typeof registry;
