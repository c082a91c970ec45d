import { expect, it } from 'vitest';
import { works } from '../src/cases/index.js';
import { findPeers, lineUp } from '../src/lineup.js';
import { peers } from '../src/peers/index.js';

it('leaves out all but Sluice where no peers are wanted', async () => {
  const lineup = await findPeers({ cases: works, peers: false });
  expect([...lineup.found.keys()].sort()).toEqual(['Sluice, built-in cell', 'Sluice, one thread']);
  const { present, absent } = lineUp(
    works.find(({ name }) => name === 'train-lstm-2-threads')!,
    lineup,
  );
  expect(present.map(({ name }) => name)).toEqual(['Sluice, one thread']);
  expect(absent).toContainEqual({ name: 'PyTorch', missing: 'left out by --no-peers' });
});

it('names who can do nothing of the kind, with the reason', async () => {
  const lineup = await findPeers({ cases: works, peers: false });
  const { absent } = lineUp(
    works.find(({ name }) => name === 'train-lstm')!,
    lineup,
  );
  expect(absent.find(({ name }) => name === 'brain.js')?.missing).toContain('one row at a time');
});

it('says which Python has no PyTorch', async () => {
  const found = await peers.PyTorch.find({ python: '/nowhere/python3' });
  expect(found).toEqual({
    missing: expect.stringContaining('/nowhere/python3 cannot import torch') as string,
  });
});

it('measures Sluice in another way by changing the work', async () => {
  const adapt = async (name: keyof typeof peers, of: string): Promise<object> => {
    const entry = await peers[name].find({});
    return 'missing' in entry ? entry : entry.adapt!(works.find((work) => work.name === of)!);
  };
  expect(await adapt('Sluice, one thread', 'train-lstm-2-threads')).toMatchObject({
    cell: 'lstm',
    threads: 1,
  });
  expect(await adapt('Sluice, built-in cell', 'train-user-lstm')).toMatchObject({ cell: 'lstm', threads: 1 });
});
