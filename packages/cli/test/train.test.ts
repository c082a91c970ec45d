import { rmSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { loadCheckpoint, readSafetensors, saveCheckpoint } from '@sluice/serialization';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sampleText, sluice, small, useFolder } from './harness.js';

const at = useFolder();
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function prepare(): Promise<{ readonly text: string; readonly model: string }> {
  await writeFile(at('cat.txt'), sampleText);
  return { text: at('cat.txt'), model: at('cat.safetensors') };
}

describe('sluice train', { timeout: 30_000 }, () => {
  it.each(['lstm', 'gru', 'rnn', 'scrn', 'lmu'])(
    'trains a model of %s cells that sample and inspect can use',
    async (cell) => {
      const { text, model } = await prepare();
      const trained = await sluice([
        'train',
        text,
        '--out',
        model,
        '--cell',
        cell,
        '--epochs',
        '30',
        ...small,
      ]);
      expect(trained.code).toBe(0);
      expect(trained.stdout).toMatch(/Validation: \d\.\d{4} nats per character/);
      expect(trained.stderr).toContain(`${cell}, 1 layer of 8, embedding 4`);
      expect(trained.stderr).toMatch(/100%: epoch 30 of 30, loss .* bits\/char, .* char\/s/);

      const sampled = await sluice([
        'sample',
        model,
        '--prime',
        'the c',
        '--length',
        '40',
        '--temperature',
        '0',
      ]);
      expect(sampled).toMatchObject({ code: 0, stderr: '' });
      expect(sampled.stdout).toHaveLength(5 + 40 + 1);
      expect(sampled.stdout).toMatch(/^the c/);

      const inspected = await sluice(['inspect', model]);
      expect(inspected.stdout).toMatch(new RegExp(`model +${cell}, 1 layer of 8, embedding 4`));
      expect(inspected.stdout).toMatch(/characters +8: "\\n acehst"/);
      expect(inspected.stdout).toMatch(/30 of 30 epochs complete/);
      expect(inspected.stdout).toMatch(/0\.weight +f32\[8, 4\] +32\n/);
    },
  );

  it('goes on after an interrupt, bit for bit as if there had been none', async () => {
    const { text, model } = await prepare();
    const argv = ['train', text, '--epochs', '2000', ...small];
    expect((await sluice([...argv, '--out', at('whole.safetensors')])).code).toBe(0);

    const onInterrupt = (stop: () => void): void => void setTimeout(stop, 0);
    const stopped = await sluice([...argv, '--out', model], { onInterrupt });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/Stopped after step \d+ of \d+ and saved .*Add --resume to go on/);
    expect((await sluice(['inspect', model])).stdout).toMatch(/ \d+ of 2000 epochs complete/);

    const resumed = await sluice(['train', text, '--out', model, '--resume']);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/^Going on with .* after step \d+\.\nlstm/);
    expect(await readFile(model)).toEqual(await readFile(at('whole.safetensors')));
  });

  it('gives the same model with less memory', async () => {
    const { text, model } = await prepare();
    const argv = ['train', text, '--epochs', '3', ...small];
    expect((await sluice([...argv, '--out', model])).code).toBe(0);
    const thrifty = await sluice([...argv, '--out', at('sqrt.safetensors'), '--checkpointing', 'sqrt']);
    expect(thrifty.code).toBe(0);
    expect(await readFile(at('sqrt.safetensors'))).toEqual(await readFile(model));
  });

  it('goes on for more epochs', async () => {
    const { text, model } = await prepare();
    await sluice(['train', text, '--out', model, '--epochs', '3', ...small]);
    await sluice(['train', text, '--out', at('more.safetensors'), '--epochs', '5', ...small]);
    const again = await sluice(['train', text, '--out', model, '--resume']);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/for its 3 epochs.*--resume --epochs 6\n$/);
    expect((await sluice(['train', text, '--out', model, '--resume', '--epochs', '5'])).code).toBe(0);
    expect(await readFile(model)).toEqual(await readFile(at('more.safetensors')));
  });

  it('writes a file that other tools can open', async () => {
    const { text, model } = await prepare();
    await sluice(['train', text, '--out', model, '--epochs', '1', ...small]);
    const { tensors, metadata } = readSafetensors(await readFile(model));
    expect(tensors['parameters/1.wh']!.shape).toEqual([8, 32]);
    expect(metadata['format']).toBe('sluice.checkpoint');
    expect(await readdir(at('.'))).toEqual(['cat.safetensors', 'cat.txt']);
  });

  it('saves on the way', async () => {
    const { text, model } = await prepare();
    let saved = '';
    const look = async (): Promise<void> => {
      const inspected = await sluice(['inspect', model]);
      if (inspected.code !== 0) setTimeout(() => void look(), 5);
      else saved = inspected.stdout;
    };
    const onInterrupt = (): void => void look();
    await sluice(['train', text, '--out', model, '--epochs', '300', '--save-every', '0.01', ...small], {
      onInterrupt,
    });
    expect(saved).toMatch(/so far +[\d,]+ steps/);
  });

  it('does not lose a training whose file cannot be saved', async () => {
    const { text } = await prepare();
    await mkdir(at('gone'));
    vi.stubEnv('TMPDIR', at('.'));
    const onInterrupt = (): void => rmSync(at('gone'), { recursive: true });
    const argv = ['train', text, '--out', at('gone/cat.safetensors'), '--epochs', '2', ...small];
    const { code, stderr } = await sluice(argv, { onInterrupt });
    expect(code).toBe(1);
    const [, refuge] = /is not lost: it is in (\S+)\. Move it to .*gone\/cat\.safetensors/.exec(stderr)!;
    expect((await sluice(['inspect', refuge!])).stdout).toMatch(/2 of 2 epochs complete/);
  });

  it('learns from short texts with fewer and shorter rows', async () => {
    await writeFile(at('short.txt'), 'to be or not to be, that is the question');
    const { code } = await sluice(['train', at('short.txt'), '--out', at('m.safetensors'), '--hidden', '4']);
    expect(code).toBe(0);
  });

  it('shows a bar to those who look', async () => {
    const { text, model } = await prepare();
    const { stderr } = await sluice(['train', text, '--out', model, '--epochs', '2', ...small], {
      isTTY: true,
    });
    expect(stderr).toMatch(/█+ 100% \| epoch 2 of 2, loss/);
  });

  it('says in one line what is wrong, and leaves what was there', async () => {
    const { text, model } = await prepare();
    await sluice(['train', text, '--out', model, '--epochs', '1', ...small]);
    const before = await readFile(model);
    await writeFile(at('empty.txt'), '');
    await writeFile(at('blank.txt'), '\n \n');
    await writeFile(at('tiny.txt'), 'abc');
    await writeFile(at('other.txt'), `${sampleText}!`);
    await writeFile(at('latin.txt'), Buffer.from([0x63, 0x61, 0x66, 0xe9]));
    await writeFile(at('broken.safetensors'), before.subarray(0, 500));
    await mkdir(at('folder'));
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [[text, '--out', model], /cat\.safetensors exists\. Go on with it by --resume/],
      [[at('none.txt')], /Could not read .*none\.txt: there is no such file/],
      [[at('empty.txt'), '--out', at('x')], /empty\.txt is empty/],
      [[at('blank.txt'), '--out', at('x')], /blank\.txt is empty/],
      [[at('tiny.txt'), '--out', at('x')], /too short: its 3 characters/],
      [[at('latin.txt'), '--out', at('x')], /is not UTF-8 text/],
      [[text, '--out', at('nowhere/model')], /Could not save .*there is no such file or folder/],
      [[text, '--out', at('folder')], /Could not save .*folder: the path is a folder; name a file in it/],
      [[text, '--out', at('cat.txt/model')], /Could not save .*a part of the path is no folder/],
      [[text, '--out', at('new/')], /Could not save .*the path is a folder/],
      [[text, '--out', at('x'.repeat(300))], /Could not save .*the name is too long/],
      [[text, '--out', ''], /--out is empty\. Name the file/],
      [[text, '--out', text, '--force'], /cat\.txt is the text itself/],
      [[text, '--embedding', '70000'], /It must be an integer of at least 1 and of at most 65536/],
      [[text, '--out', at('x'), '--resume'], /There is no .*x to go on with/],
      [
        [text, '--out', model, '--resume', '--hidden', '9', '--epochs', '2'],
        /begun with --hidden 8, which cannot become 9/,
      ],
      [[text, '--out', model, '--resume', '--batch-size', '9'], /begun with --batch-size 4/],
      [
        [at('other.txt'), '--out', model, '--resume', '--epochs', '2'],
        /is not the text that .* was begun with \(cat\.txt\)/,
      ],
      [
        [text, '--out', at('broken.safetensors'), '--resume'],
        /broken\.safetensors.*damaged|broken\.safetensors.*cut off|broken\.safetensors/,
      ],
      [[text, '--cell', 'lsmt'], /Allowed choices are lstm, gru, mgu, rnn/],
      [[text, '--hidden', '1.5'], /--hidden.*'1\.5' is invalid\. It must be an integer of at least 1/],
      [[text, '--learning-rate', '0'], /It must be a number above 0/],
      [[text, '--validation', '1'], /above 0 and of at most 0\.9/],
    ];
    for (const [argv, message] of wrong) {
      const { code, stdout, stderr } = await sluice(['train', ...argv]);
      expect({ code, stdout }, argv.join(' ')).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^sluice: [^\n]*\n$/);
      expect(stderr).toMatch(message);
    }
    expect(await readFile(model)).toEqual(before);
    expect((await readdir(at('.'))).sort()).toEqual([
      'blank.txt',
      'broken.safetensors',
      'cat.safetensors',
      'cat.txt',
      'empty.txt',
      'folder',
      'latin.txt',
      'other.txt',
      'tiny.txt',
    ]);
  });

  it('tells a text that is too long from one that is no text', async () => {
    const { text, model } = await prepare();
    vi.spyOn(TextDecoder.prototype, 'decode').mockImplementationOnce(() => {
      throw Object.assign(new Error('Cannot create a string'), { code: 'ERR_STRING_TOO_LONG' });
    });
    const { code, stderr } = await sluice(['train', text, '--out', model]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Could not read .*cat\.txt: the file is too large to be read in one piece/);
  });

  it('replaces a model when told to', async () => {
    const { text, model } = await prepare();
    await sluice(['train', text, '--out', model, '--epochs', '1', ...small]);
    expect(
      (await sluice(['train', text, '--out', model, '--force', '--cell', 'gru', '--epochs', '1', ...small]))
        .code,
    ).toBe(0);
    expect((await sluice(['inspect', model])).stdout).toMatch(/model +gru/);
  });

  it('says where training diverged, and keeps the file of the last save', async () => {
    const { text, model } = await prepare();
    const { code, stderr } = await sluice([
      'train',
      text,
      '--out',
      model,
      '--learning-rate',
      '1e38',
      ...small,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/sluice: Step \d+: training diverged.*Nothing has been saved/);

    const more = ['--out', model, '--save-every', '0.000001', '--batch-size', '1'];
    await sluice(['train', text, '--epochs', '1', ...small, ...more]);
    const resumed = await sluice([
      'train',
      text,
      ...more,
      '--resume',
      '--epochs',
      '9',
      '--learning-rate',
      '1e38',
    ]);
    const [, step] = /diverged.*cat\.safetensors holds step (\d+)\. Go on from there/.exec(resumed.stderr)!;
    expect((await sluice(['inspect', model])).stdout).toMatch(new RegExp(`so far +${step} steps`));
  });

  it('catches up on a validation that was interrupted at the very end', async () => {
    const { text, model } = await prepare();
    const argv = ['train', text, '--out', model, '--epochs', '1', ...small];
    await sluice(argv);
    const whole = await readFile(model);
    const checkpoint = loadCheckpoint(whole);
    const { model: description, training } = checkpoint.data as {
      model: { validationLoss: number };
      training: object;
    };
    const { validationLoss: _, ...unvalidated } = description;
    const data = { model: unvalidated, training: { ...training, validationDue: true } };
    await writeFile(model, saveCheckpoint({ ...checkpoint, data }));
    const resumed = await sluice(['train', text, '--out', model, '--resume']);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain(`Validation: ${description.validationLoss.toFixed(4)} nats`);
  });
});
