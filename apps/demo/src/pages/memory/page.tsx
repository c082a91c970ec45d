import type { JSX } from 'preact';
import { RaceBar, RaceView } from '../../training/race-view.js';
import type { RaceOptions } from '../../training/race-news.js';
import { useRace } from '../../training/use-race.js';
import { useWork } from '../../work/use-work.js';

const options: RaceOptions = {
  cells: [{ name: 'rnn' }, { name: 'lstm' }, { name: 'gru' }],
  task: 'storyRecall',
  options: { gap: 4 },
  spans: { option: 'gap', values: [0, 1, 2, 3, 4] },
  size: { hiddenSize: 48 },
  steps: 2000,
  batchSize: 32,
  learningRate: 0.003,
  seed: 1,
  evaluateEvery: 50,
};

export function MemoryPage(): JSX.Element {
  const ask = useWork('memory');
  const race = useRace((options, report) => ask((work) => work.startRace(options, report)));
  return (
    <>
      <RaceBar race={race} options={options} />
      <RaceView race={race} options={options} />
    </>
  );
}
