import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lstm } from '@sluice/lstm';
import { sequential } from '@sluice/cell';
import { linear } from '@sluice/layers';
import { tensor } from '@sluice/math';
import { createModel, type Model } from '@sluice/model';
import {
  fromKeras,
  fromOnnx,
  fromTorch,
  readModel,
  readTorch,
  writeModel,
  writeTorch,
} from '@sluice/serialization';
import { describe, expect, it } from 'vitest';
import { sampleText, sluice, small, useFolder } from './harness.js';

const at = useFolder();
const golden = (name: string): string => fileURLToPath(new URL(`../../../golden/${name}`, import.meta.url));

const x = tensor(
  Array.from({ length: 12 }, (_, i) => Math.sin(i)),
  [1, 4, 3],
);

/** A small model in a file of Sluice's own. */
async function saveModel(): Promise<{ readonly path: string; readonly output: readonly number[] }> {
  const model = await createModel(sequential(lstm({ inputSize: 3, hiddenSize: 4 }), linear(4, 2)), {
    seed: 5,
  });
  await writeFile(at('model.safetensors'), writeModel(model));
  return { path: at('model.safetensors'), output: await outputOf(model) };
}

const outputOf = async (model: Model): Promise<readonly number[]> =>
  Array.from((await model.predict(x)).output.data);

const closeTo = (numbers: readonly number[]): unknown[] =>
  numbers.map((value): unknown => expect.closeTo(value, 5));

describe('sluice convert', { timeout: 60_000 }, () => {
  it('writes ONNX, Keras and Sluice files that give the same numbers', async () => {
    const { path, output } = await saveModel();
    for (const name of ['model.onnx', 'model.keras', 'again.safetensors']) {
      const { code, stdout, stderr } = await sluice(['convert', path, at(name)]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`${name}: \\d.* [kK]?B\n$`));
    }
    const [onnx, keras, own] = await Promise.all(
      ['model.onnx', 'model.keras', 'again.safetensors'].map((name) => readFile(at(name))),
    );
    const files = [fromOnnx(onnx!)[0], fromKeras(keras!)[0], readModel(own!)];
    for (const { layer, params } of files) {
      expect(await outputOf(await createModel(layer, { params }))).toEqual(closeTo(output));
    }
  });

  it("writes PyTorch's names, and reads them back", async () => {
    const { path } = await saveModel();
    expect((await sluice(['convert', path, at('model.pt')])).code).toBe(0);
    const { tensors } = readTorch(await readFile(at('model.pt')));
    expect(Object.keys(tensors)).toContain('0.weight_ih_l0');
    const { layer } = fromTorch(tensors, { prefix: '0.' });
    expect(layer.kind).toBe('lstm');
    expect((await sluice(['convert', at('model.pt'), at('lstm.onnx'), '--prefix', '0.'])).code).toBe(0);
  });

  it('takes a model that sluice train has saved', async () => {
    await writeFile(at('cat.txt'), sampleText);
    const argv = ['train', at('cat.txt'), '--out', at('cat.safetensors'), '--epochs', '1', ...small];
    expect((await sluice(argv)).code).toBe(0);
    expect((await sluice(['convert', at('cat.safetensors'), at('cat.onnx')])).code).toBe(0);
    const { stdout } = await sluice(['inspect', at('cat.onnx')]);
    expect(stdout).toMatch(/^ONNX, opset \d+: the whole model\n/);
  });

  it('says what it would do, and does nothing', async () => {
    const dry = await sluice(['convert', golden('keras/lstm_stack.keras'), at('out.onnx'), '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/^Keras 3.*: the whole model\n/);
    expect(dry.stdout).toMatch(/0 {2}lstm {2}inputSize 3, hiddenSize 5/);
    expect(dry.stdout).toMatch(/\n0\.wx +f32\[3, 20\] +60\n/);
    expect(dry.stdout).toMatch(/It would become .*out\.onnx \(.*\)\. Nothing was written\.\n$/);
    await expect(readFile(at('out.onnx'))).rejects.toThrow('ENOENT');

    const look = await sluice(['convert', golden('keras/lstm_stack.keras'), '--dry-run']);
    expect(dry.stdout.startsWith(look.stdout.trimEnd())).toBe(true);
  });

  it('says what was folded', async () => {
    const { stdout } = await sluice([
      'convert',
      golden('torch/gru_1l/weights.pt'),
      at('gru.keras'),
      '--dry-run',
    ]);
    expect(stdout).not.toMatch(/their sum/);
    const file = golden('torch/lstm_1l_bf/weights.pt');
    const lstm = await sluice(['convert', file, at('lstm.keras'), '--dry-run']);
    expect(lstm.stdout).toMatch(
      /Nothing was written\.\n {2}lstm: its two biases are written as their sum, .*\n$/,
    );
  });

  it('asks for what the file does not say', async () => {
    const file = golden('torch/rnn_tanh_2l/weights.safetensors');
    expect((await sluice(['convert', file, at('rnn.onnx')])).stderr).toMatch(/nonlinearity/);
    expect((await sluice(['convert', file, at('rnn.onnx'), '--nonlinearity', 'tanh'])).code).toBe(0);
  });

  it('takes one layer of several', async () => {
    const file = golden('models/rnnoise/marathon-prescription.hdf5');
    const several = await sluice(['convert', file, at('noise.onnx')]);
    expect(several.code).toBe(1);
    expect(several.stderr).toMatch(/Choose it by --layer: .*noise_gru/);
    expect((await sluice(['convert', file, at('noise.onnx'), '--layer', 'noise_gru'])).code).toBe(0);
    const wrong = await sluice(['convert', file, at('vad.onnx'), '--layer', 'vad']);
    expect(wrong.stderr).toMatch(/holds no layer "vad"\. It holds .*vad_gru/);
    const dense = ['convert', file, at('dense.onnx'), '--layer', 'input_dense'];
    expect((await sluice(dense)).stderr).toMatch(/holds no layer "input_dense"/);
    expect((await sluice([...dense, '--split'])).code).toBe(0);
  });

  it('says why there is nothing to take, and no more than one can read', async () => {
    const file = golden('torch/lstm_2l_bi/weights.safetensors');
    const { stderr } = await sluice(['convert', file, at('no.onnx'), '--prefix', 'encoder']);
    expect(stderr).toMatch(/holds no layer that can be taken\. state dict: it does not stand under .*"\.\n$/);
    const others = Array.from({ length: 10 }, (_, i) => [`head${i}.weight`, x] as const);
    await writeFile(at('heads.pt'), writeTorch(Object.fromEntries(others)));
    expect((await sluice(['convert', at('heads.pt'), at('no.onnx')])).stderr).toMatch(
      /head7: [^;]*;[^;]*;[^;]*; and 2 more, see --dry-run\.\n$/,
    );
  });

  it('tells formats by their endings, their beginnings, or by name', async () => {
    const { path } = await saveModel();
    await copyFile(path, at('model'));
    expect((await sluice(['convert', at('model'), at('a.onnx')])).code).toBe(0);
    expect((await sluice(['convert', path, at('b'), '--to', 'onnx'])).code).toBe(0);
    expect(await readFile(at('b'))).toEqual(await readFile(at('a.onnx')));
    expect((await sluice(['convert', at('b'), at('c.safetensors')])).stderr).toMatch(
      /does not tell its format\. Say it by --from: safetensors/,
    );
    expect((await sluice(['convert', at('b'), at('c.safetensors'), '--from', 'onnx'])).code).toBe(0);
    expect((await sluice(['convert', path, at('c.json')])).stderr).toMatch(/Say it by --to: safetensors/);
    expect((await sluice(['convert', path])).stderr).toMatch(/Name the file to write/);
    await copyFile(golden('keras/lstm_stack.keras'), at('archive'));
    expect((await sluice(['inspect', at('archive')])).stdout).toMatch(/^Keras 3/);
  });

  it("writes Keras' archives under no other ending", async () => {
    const { path } = await saveModel();
    // Keras would look for HDF5 in it
    expect((await sluice(['convert', path, at('model.h5')])).stderr).toMatch(/keras \(\.keras\)/);
    expect((await sluice(['convert', path, at('model.h5'), '--to', 'keras'])).code).toBe(0);
  });

  it('leaves what is there', async () => {
    const { path } = await saveModel();
    await writeFile(at('there.onnx'), 'kept');
    expect((await sluice(['convert', path, at('there.onnx')])).stderr).toMatch(
      /exists\. Replace it by --force/,
    );
    expect((await sluice(['convert', path, path, '--force'])).stderr).toMatch(/is what is read/);
    expect(await readFile(at('there.onnx'), 'utf8')).toBe('kept');
    expect((await sluice(['convert', path, at('there.onnx'), '--force'])).code).toBe(0);
  });
});

describe('sluice inspect', { timeout: 60_000 }, () => {
  it.each([
    ['torch/gru_1l/weights.pt', /^PyTorch.*: the whole model\n.* gru {2}inputSize 3, hiddenSize 4/s],
    ['onnx/lstm_peephole/model.onnx', /^ONNX, opset 14: the whole model\n.* lstm .*peepholes/s],
    ['onnx-torch-export/rnn_relu.dynamo.onnx', /unrolled/],
    ['keras/simple_rnn.keras', /^Keras 3.*: the whole model\n.* rnn .*activation relu/s],
    [
      'keras/gru_before.keras2.h5',
      /^Keras 2.*: the whole model\n.*\nConverted:\n.*gates from z, r, h to r, z, n/s,
    ],
    [
      'models/rnnoise/marathon-prescription.hdf5',
      /^Keras 2.*: 3 layers, not the whole model\n.*denoise_gru/s,
    ],
  ])('tells what %s holds', async (name, expected) => {
    const { code, stdout, stderr } = await sluice(['inspect', golden(name)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(expected);
  });
});
