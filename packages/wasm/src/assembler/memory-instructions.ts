/** Opcodes on the memory itself. The trailing zero bytes name memory 0, the only one a module has here. */
export const bulkMemory = {
  size: { code: [0x3f, 0x00], params: [], results: ['i32'], immediate: 'none' },
  grow: {
    code: [0x40, 0x00],
    params: ['i32'],
    results: ['i32'],
    immediate: 'none',
  },
  /** Destination, source, length in bytes. The ranges may overlap. */
  copy: {
    code: [0xfc, 0x0a, 0x00, 0x00],
    params: ['i32', 'i32', 'i32'],
    results: [],
    immediate: 'none',
  },
  /** Destination, byte, length in bytes. */
  fill: {
    code: [0xfc, 0x0b, 0x00],
    params: ['i32', 'i32', 'i32'],
    results: [],
    immediate: 'none',
  },
} as const;
