import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/safetensors/index.js';
import { FormatError, readTorch, type TorchData, type TorchFile } from '../../src/torch/index.js';

const folder = fileURLToPath(new URL('files', import.meta.url));
const golden = fileURLToPath(new URL('../../../../golden/torch', import.meta.url));
const read = (path: string): TorchFile => readTorch(readFileSync(path));

/** What make.py found in its own objects, or what the error says. */
interface Expected {
  readonly tensors: Record<string, { shape: number[]; dtype: string; values: number[] }>;
  readonly data: unknown;
  readonly error?: string;
}
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Record<string, Expected>;

/** As JSON has it, in which bytes are told apart by a name. */
function asJson(data: TorchData): unknown {
  if (data instanceof Uint8Array) return { bytes: [...data] };
  if (Array.isArray(data)) return data.map(asJson);
  if (typeof data !== 'object' || data === null) return data;
  // JSON.parse makes a member named __proto__ an own one, as does this
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, asJson(value)]));
}

const names = Object.keys(expected);

describe('files by torch.save', () => {
  it.each(names.filter((name) => !expected[name]!.error))('%s is read', (name) => {
    const { tensors, dtypes, data, format } = read(`${folder}/${name}.pt`);
    const { tensors: theirs, data: theirData } = expected[name]!;
    expect(format).toBe(name.endsWith('legacy') ? 'PyTorch before 1.6' : 'PyTorch 1.6 or newer');
    expect(Object.keys(tensors)).toEqual(Object.keys(theirs));
    for (const [key, { shape, dtype, values }] of Object.entries(theirs)) {
      expect(dtypes[key], key).toBe(dtype);
      expect(tensors[key]!.shape, key).toEqual(shape);
      const rounded = dtype === 'float64' ? values.map(Math.fround) : values;
      expect([...tensors[key]!.data], key).toEqual(rounded);
    }
    expect(asJson(data)).toEqual(theirData);
  });

  it.each(names.filter((name) => expected[name]!.error))('%s is refused by name', (name) => {
    const attempt = (): unknown => read(`${folder}/${name}.pt`);
    expect(attempt).toThrow(FormatError);
    expect(attempt).toThrow(new RegExp(expected[name]!.error!));
  });

  it('tell what was converted', () => {
    expect(read(`${folder}/dtypes.pt`).notes).toEqual([
      '1 tensor rounded from float64 to f32',
      '1 tensor widened from float16 to f32, exactly',
      '1 tensor widened from bfloat16 to f32, exactly',
    ]);
    expect(read(`${folder}/state_dict.pt`).notes).toEqual([]);
  });

  it('hold one tensor where the object holds one, and copies of views', () => {
    const { base, same, cube } = read(`${folder}/views.pt`).tensors;
    expect(same).toBe(base);
    cube!.data[0] = 99;
    expect(base!.data[0]).toBe(0);
  });

  it('are compared with their checksums, unless these are not to be trusted', () => {
    const bytes = Uint8Array.from(readFileSync(`${folder}/lone.pt`));
    const at = bytes.findIndex((_, i) =>
      [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40].every((byte, j) => bytes[i + j] === byte),
    );
    bytes[at + 3] = 0xbf;
    expect(() => readTorch(bytes)).toThrow(/the checksum of entry "lone\/data\/0" does not fit its bytes/);
    expect([...readTorch(bytes, { checksums: false }).tensors['']!.data]).toEqual([-1, 2]);
  });

  it('touch no prototype', () => {
    const { data } = read(`${folder}/plain.pt`);
    expect(Object.getPrototypeOf(data)).toBe(null);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('the files of golden/torch', () => {
  const files = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.pt'),
  );

  it('are there', () => expect(files).toHaveLength(4));

  it.each(files)('%s holds what its safetensors file holds', (name) => {
    const { tensors } = readSafetensors(
      readFileSync(`${golden}/${name.replace(/[^/]*$/, 'weights.safetensors')}`),
    );
    const read = readTorch(readFileSync(`${golden}/${name}`));
    expect({ ...read.tensors }).toEqual({ ...tensors });
    expect(read.data).toEqual({});
  });
});
