/** Every `stride`-th of the 2³² bit patterns, in blocks. All exponents and both signs get their equal share. */
export function* floatBlocks(stride: number): Generator<Float32Array> {
  const bits = new Uint32Array(4096);
  const floats = new Float32Array(bits.buffer);
  for (let start = 0; start < 2 ** 32; start += bits.length * stride) {
    for (let i = 0; i < bits.length; i++) bits[i] = start + i * stride;
    yield floats;
  }
}

const view = new DataView(new ArrayBuffer(8));

/** The distance between neighbouring floats around `value`, which is exact in f64. */
export function ulpAt(value: number): number {
  view.setFloat64(0, Math.max(Math.abs(value), 2 ** -126));
  const exponent = (view.getUint16(0) >> 4) - 1023;
  return 2 ** (exponent - 23);
}
