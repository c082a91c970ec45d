import type { Numbers, Program } from '@sluice/math';
import { encodeFile } from '../../../src/onnx/export/encode-file.js';
import { generalise } from '../../../src/onnx/export/generalise.js';
import { translateEquation } from '../../../src/onnx/export/rules/index.js';
import { chooseSamples } from '../../../src/onnx/export/samples.js';
import { Translation } from '../../../src/onnx/export/translation.js';
import { Writer } from '../../../src/onnx/export/writer.js';
import { runOnnx, type OnnxTensor } from '../run-onnx.js';

const samples = chooseSamples(new Set());

/** A program of fixed shapes as an ONNX file, with inputs `x0`, `x1` … and outputs `y0`, `y1` …. */
export function programToOnnx(program: Program): Uint8Array {
  const write = new Writer();
  const general = generalise(
    samples.map(() => program),
    samples,
  ).program;
  const t = new Translation(write, write.root, translateEquation);
  t.run(
    general,
    general.inputs.map(({ dtype: type, shape }, i) => ({
      term: write.input(write.root, { type, shape, name: `x${i}` }),
    })),
  );
  general.outputs.forEach((output, i) => write.output(write.root, t.whole(output), `y${i}`));
  return encodeFile(write.root, { name: 'program', description: '', metadata: {} });
}

/** Runs a program in ONNX Runtime Web. */
export async function runProgram(program: Program, inputs: readonly Numbers[]): Promise<OnnxTensor[]> {
  const feeds = inputs.map(({ dtype, shape, data }, i) => [
    `x${i}`,
    { shape, data, dtype: dtype === 'i32' ? 'int32' : 'float32' } as const,
  ]);
  const results = await runOnnx(
    programToOnnx(program),
    Object.fromEntries(feeds) as Record<string, OnnxTensor>,
  );
  return program.outputs.map((_, i) => results[`y${i}`]!);
}
