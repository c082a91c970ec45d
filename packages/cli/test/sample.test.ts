import { writeFile, readFile } from 'node:fs/promises';
import { tensor } from '@sluice/math';
import { loadCheckpoint, saveCheckpoint, writeSafetensors } from '@sluice/serialization';
import { describe, expect, it } from 'vitest';
import { sampleText, sluice, small, useFolder } from './harness.js';

const at = useFolder();

async function trained(): Promise<string> {
  await writeFile(at('cat.txt'), sampleText);
  await sluice(['train', at('cat.txt'), '--out', at('cat.safetensors'), '--epochs', '2', ...small]);
  return at('cat.safetensors');
}

describe('sluice sample', { timeout: 30_000 }, () => {
  it('writes the same for the same seed, and something else without one', async () => {
    const model = await trained();
    const write = async (...argv: string[]): Promise<string> =>
      (await sluice(['sample', model, '-n', '80', ...argv])).stdout;
    expect(await write('--seed', '1', '-t', '1')).toBe(await write('--seed', '1', '-t', '1'));
    expect(await write('-t', '1')).not.toBe(await write('-t', '1'));
    expect(await write('--top-k', '1')).toBe(await write('-t', '0'));
    expect(await write('--top-p', '0.0001')).toBe(await write('-t', '0'));
  });

  it('stops when it is interrupted', async () => {
    const model = await trained();
    const onInterrupt = (stop: () => void): void => void setTimeout(stop, 20);
    const { code, stdout } = await sluice(['sample', model, '-n', '100000000'], { onInterrupt });
    expect(code).toBe(130);
    expect(stdout.length).toBeGreaterThan(0);
  });

  it('says in one line what is wrong', async () => {
    const model = await trained();
    const bytes = await readFile(model);
    await writeFile(at('cut.safetensors'), bytes.subarray(0, bytes.length - 10));
    await writeFile(at('torch.safetensors'), writeSafetensors({ weight_ih_l0: tensor([1]) }));
    const checkpoint = loadCheckpoint(bytes);
    const { model: description, training } = checkpoint.data as {
      model: { architecture: object };
      training: object;
    };
    const forge = async (name: string, model: unknown): Promise<void> => {
      await writeFile(at(name), saveCheckpoint({ ...checkpoint, data: { model, training } }));
    };
    await forge('foreign', null);
    await forge('huge', { ...description, architecture: { ...description.architecture, hidden: 60_000 } });
    await forge('endless', { ...description, architecture: { ...description.architecture, layers: 1e9 } });
    await forge('proto', {
      ...description,
      architecture: { ...description.architecture, cell: '__proto__' },
    });
    await forge('unsorted', { ...description, vocabulary: 'tseach \n' });
    await forge('nameless', { ...description, text: {} });
    await forge('unset', { ...description, settings: {} });
    await forge('worded', { ...description, validationLoss: 'x' });
    await writeFile(at('lost'), saveCheckpoint({ ...checkpoint, data: { model: description } }));
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [[model, '--prime', 'thé cat'], /no "é" \(U\+00E9\)\. It has 8 characters/],
      [[model, '--temperature', '-1'], /--temperature.*'-1' is invalid\. It must be a number of at least 0/],
      [[model, '--top-p', '2'], /--top-p.*above 0 and of at most 1/],
      [[at('none')], /Could not read .*none: there is no such file/],
      [[at('cat.txt')], /cat\.txt.*not a safetensors file|cat\.txt.*no safetensors file/],
      [[at('cut.safetensors')], /cut\.safetensors.*cut off/],
      [[at('torch.safetensors')], /torch\.safetensors.*format/],
      [[at('foreign')], /does not say what model they belong to/],
      [[at('huge')], /must have shape \[4, 240000\]/],
      [
        [at('endless')],
        /architecture\.layers must be an integer of at least 1 and at most 65536, but is 1000000000/,
      ],
      [[at('proto')], /architecture\.cell must be one of lstm, gru, mgu, rnn, .*, but is "__proto__"/],
      [[at('unsorted')], /vocabulary must be .* in the order of their code points/],
      [[at('nameless')], /text\.name must be a text, but is missing; the file is damaged/],
      [[at('unset')], /settings\.batchSize must be an integer of at least 1, but is missing/],
      [[at('worded')], /validationLoss must be a number, but is "x"/],
      [[at('lost')], /training\.step must be an integer of at least 0, but is missing/],
    ];
    for (const [argv, message] of wrong) {
      const { code, stdout, stderr } = await sluice(['sample', ...argv]);
      expect({ code, stdout }, argv.join(' ')).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^sluice: [^\n]*\n$/);
      expect(stderr).toMatch(message);
    }
  });
});

describe('sluice inspect', () => {
  it('lists the tensors of any safetensors file', async () => {
    await writeFile(
      at('torch.safetensors'),
      writeSafetensors({ weight: tensor([1, 2, 3, 4], [2, 2]), bias: tensor([1, 2]) }),
    );
    const { code, stdout } = await sluice(['inspect', at('torch.safetensors')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/bias +f32\[2\] +2\nweight +f32\[2, 2\] +4\ntotal +2 tensors +6\n/);
  });

  it('keeps names that a file holds from steering the terminal', async () => {
    await writeFile(at('hostile.safetensors'), writeSafetensors({ '\x1b[2J\nx\u009b\u202e': tensor([1]) }));
    const { stdout } = await sluice(['inspect', at('hostile.safetensors')]);
    expect(stdout).toMatch(/^\\u\{1b\}\[2J\\u\{a\}x\\u\{9b\}\\u\{202e\} +f32\[1\]/);
  });
});

describe('sluice start', { timeout: 120_000 }, () => {
  it('trains on the text that comes with it, and writes a passage', async () => {
    const { code, stdout, stderr } = await sluice([
      'start',
      '--cell',
      'rnn',
      '--seconds',
      '0.2',
      '--length',
      '30',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('Training on 1,115,394 characters of Shakespeare for 0 s: rnn, 2 layers of 128');
    expect(stdout).toMatch(
      /steps in .*characters per second\. Validation: \d\.\d{3} bits per character\.\n\n[^]{30}\n\n/,
    );
  });
});

describe('sluice', () => {
  it('helps', async () => {
    for (const argv of [
      ['--help'],
      ['train', '--help'],
      ['sample', '--help'],
      ['inspect', '--help'],
      ['explain', '--help'],
      ['start', '--help'],
    ]) {
      const { code, stdout } = await sluice(argv);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: sluice/);
    }
    expect((await sluice(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const misspelt = await sluice(['trian']);
    expect(misspelt.code).toBe(1);
    expect(misspelt.stderr).toMatch(/unknown command 'trian'/);
    expect((await sluice([])).stderr).toMatch(/^Usage: sluice/);
  });
});
