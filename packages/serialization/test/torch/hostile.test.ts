import { describe, expect, it } from 'vitest';
import { FormatError, readTorch, type TorchData } from '../../src/torch/index.js';
import { archiveOf, bytesOf, fourNumbers, integer, tensorOf, text, tuple, u32, u64 } from './pickles.js';

const data = (...parts: (string | number | ArrayLike<number>)[]): TorchData =>
  readTorch(archiveOf(bytesOf(0x80, 2, ...parts, '.'))).data;
const expectRefused = (file: Uint8Array, message: RegExp): void => {
  const attempt = (): unknown => readTorch(file);
  expect(attempt).toThrow(FormatError);
  expect(attempt).toThrow(message);
};
const repeated = (times: number, ...parts: (string | number | ArrayLike<number>)[]): Uint8Array => {
  const one = bytesOf(...parts);
  const all = new Uint8Array(times * one.length);
  for (let i = 0; i < times; i++) all.set(one, i * one.length);
  return all;
};

describe('instructions that torch.save hardly ever writes', () => {
  it.each([
    [
      'numbers as text',
      ['(lp0\nI7\naI-3\naI01\naI00\naL12345678901234567890L\naF-0.5\naF1e+300\naFinf\na'],
      [7, -3, true, false, 12345678901234567890n, -0.5, 1e300, Infinity],
    ],
    [
      'whole numbers',
      ['(J', u32(-5), 0x8b, u32(2), 0xff, 0x7f, 0x8a, 0, 'M', 1, 1, 't'],
      [-5, 32767, 0, 257],
    ],
    [
      'strings of Python 2',
      ["(S'a\\x41\\n\\'\\101'\nS\"b\"\nU", 2, 'hi', 'T', u32(2), 0xc3, 0xbc, 't'],
      ["aA\n'A", 'b', 'hi', 'ü'],
    ],
    ['raw unicode', ['V\\u00fc\\U0001d11e\xe9 \\n\n'], 'ü𝄞é \\n'],
    ['texts with other lengths', ['(', 0x8c, 1, 'a', 0x8d, u64(2), 'bc', 't'], ['a', 'bc']],
    [
      'bytes',
      ['(C', 1, 9, 'B', u32(1), 8, 0x8e, u64(1), 7, 0x96, u64(1), 6, 0x98, 't'],
      [9, 8, 7, 6].map((byte) => Uint8Array.of(byte)),
    ],
    ['the stack', ['(K', 1, '2(K', 2, '1K', 3, '0(0t'], [1, 1]],
    [
      'the memo',
      ['(]r', u32(70000), 'j', u32(70000), 'K', 5, 'ag', '70000\n', 'p7\ng7\nt'],
      [[5], [5], [5], [5]],
    ],
    ['memoize', [0x8c, 1, 'a', 0x94, '0]', 0x94, 'h', 0, 'ah', 0, 'a'], ['a', 'a']],
    ['dicts and lists from a mark', ['(', text('k'), '(NNlt0(', text('k'), '(NNld'], { k: [null, null] }],
    ['sets', ['(', 0x8f, '(K', 1, 'K', 2, 0x90, '(K', 3, 0x91, 't'], [[1, 2], [3]]],
    ['old objects', ['(ccollections\nOrderedDict\no'], {}],
    ['new objects', ['ccollections\nOrderedDict\n)', 0x81], {}],
    ['instances', ['(icollections\nOrderedDict\n'], {}],
    ['names from the stack', [text('collections'), text('OrderedDict'), 0x93, ')R'], {}],
    ['frames', [0x95, u64(1), 'N'], null],
    ["Python 2's pairs", ['ccollections\nOrderedDict\n(](', text('a'), 'K', 1, 'lat', 'R'], { a: 1 }],
  ])('%s', (_, parts, expected) => {
    expect(data(...parts)).toEqual(expected);
  });
});

describe('files that newer releases write', () => {
  it('have more entries', () => {
    const file = archiveOf(bytesOf(0x80, 2, tensorOf(), '.'), undefined, {
      '.format_version': '1',
      '.storage_alignment': '64',
      byteorder: 'little',
      '.data/serialization_id': '1',
    });
    expect([...readTorch(file).tensors['']!.data]).toEqual([1, 2, 3, 4]);
  });

  it('name the dtype of bytes in the tensor', () => {
    const storage = bytesOf(
      '(',
      text('storage'),
      'ctorch.storage\nUntypedStorage\n',
      text('0'),
      text('cpu'),
      integer(4),
      'tQ',
    );
    const pickle = bytesOf(
      'ctorch._utils\n_rebuild_tensor_v3\n(',
      storage,
      integer(0),
      'K',
      2,
      0x85,
      'K',
      1,
      0x85,
      0x89,
      'N',
      'ctorch\nuint16\n',
      'tR.',
    );
    const { tensors, dtypes } = readTorch(archiveOf(pickle, { 0: Uint8Array.of(1, 0, 255, 255) }));
    expect(dtypes['']).toBe('uint16');
    expect([...tensors['']!.data]).toEqual([1, 65535]);
  });

  it('keep tensors with attributes', () => {
    const args = tensorOf().subarray('ctorch._utils\n_rebuild_tensor_v2\n'.length, -1);
    const pickle = bytesOf(
      'ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nctorch.nn.parameter\nParameter\n',
      args,
      '}tR.',
    );
    expect([...readTorch(archiveOf(pickle)).tensors['']!.data]).toEqual([1, 2, 3, 4]);
  });

  it('in big-endian order are refused', () => {
    expectRefused(archiveOf(bytesOf('N.'), {}, { byteorder: 'big' }), /"big"-endian order/);
  });
});

describe('pickles that ask for more than data', () => {
  const asks = (module: string, name: string): [string, Uint8Array, string][] => [
    ['by its name', bytesOf('c', module, '\n', name, '\n(', text('true'), 'tR.'), `${module}.${name}`],
    ['by texts', bytesOf(text(module), text(name), 0x93, text('true'), 0x85, 'R.'), `${module}.${name}`],
    ['as an instance', bytesOf('(', text('true'), 'i', module, '\n', name, '\n.'), `${module}.${name}`],
    ['as an object', bytesOf('(c', module, '\n', name, '\n', text('true'), 'o.'), `${module}.${name}`],
    [
      'as a new object',
      bytesOf('c', module, '\n', name, '\n', text('true'), 0x85, 0x81, '.'),
      `${module}.${name}`,
    ],
    ['without calling it', bytesOf('c', module, '\n', name, '\n0N.'), `${module}.${name}`],
  ];

  it.each([
    ...asks('os', 'system'),
    ...asks('builtins', 'eval'),
    ...asks('__builtin__', 'getattr'),
    ...asks('collections', 'OrderedDict.fromkeys'),
    ...asks('torch', '__proto__'),
    ...asks('constructor', 'constructor'),
    ...asks('torch.serialization', 'load'),
    ...asks('__main__', 'Model'),
  ])('%s are refused', (_, pickle, name) => {
    expectRefused(
      archiveOf(pickle),
      new RegExp(`asks for "${name.replace(/[.]/g, '\\.')}", which is never run`),
    );
  });

  it('of a quantized module are refused with what to save instead', () => {
    const asked = bytesOf('ctorch\nScriptObject\n0N.');
    expectRefused(archiveOf(asked), /"torch\.ScriptObject".* before it was quantized/);
  });

  it.each([
    ['a call of data', bytesOf('K', 1, ')R.'), /"a number" is called, which is never done/],
    ['a call of a class', bytesOf('cbuiltins\ndict\n)R.'), /"builtins\.dict" is called/],
    ['a call of a tensor', bytesOf(tensorOf(), ')R.'), /"a tensor" is called/],
    [
      'a function as data',
      bytesOf('ctorch._utils\n_rebuild_tensor_v2\n.'),
      /neither a tensor nor plain data/,
    ],
    [
      'a storage as data',
      bytesOf('(', text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), integer(4), 'tQ.'),
      /"a storage", which is neither/,
    ],
    ['attributes of a list', bytesOf(']}b.'), /sets attributes/],
    ['attributes of a tensor', bytesOf(tensorOf(), '}b.'), /sets attributes/],
    ['the extension registry', bytesOf(0x82, 1, '.'), /extension registry/],
    ['bytes outside', bytesOf(0x97, '.'), /outside of the file/],
    [
      'arguments by name',
      bytesOf('ccollections\nOrderedDict\n)}', text('a'), 'Ns', 0x92, '.'),
      /arguments by name/,
    ],
    ['a storage by text', bytesOf("P('storage', …)\n."), /protocol 2 or newer/],
  ])('%s is refused', (_, pickle, message) => expectRefused(archiveOf(pickle), message));

  it('touch no prototype', () => {
    const polluted = data(
      '}(',
      text('__proto__'),
      '}(',
      text('polluted'),
      0x88,
      'u',
      text('constructor'),
      '}',
      text('toString'),
      'Nu',
    );
    expect(Object.getPrototypeOf(polluted)).toBe(null);
    expect(Object.keys(polluted as object)).toEqual(['__proto__', 'constructor', 'toString']);
    const { tensors } = readTorch(archiveOf(bytesOf('}', text('__proto__'), tensorOf(), 's.')));
    expect(Object.keys(tensors)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('pickles that would never end, or grow without bound', () => {
  /** Doubles what stands on the stack so many times: each list holds the one before twice. */
  const doubled = (times: number, inner: Uint8Array): Uint8Array =>
    bytesOf(inner, repeated(times, 'q', 0, '0](h', 0, 'h', 0, 'e'), '.');

  it.each([
    ['a list in itself', bytesOf(']q', 0, 'h', 0, 'a.'), /nests deeper than 128 levels, or holds itself/],
    ['a dict in itself', bytesOf('}q', 0, text('a'), 'h', 0, 's.'), /holds itself/],
    ['a tuple in itself', bytesOf(']q', 0, 'h', 0, 0x85, 'q', 1, 'a0h', 1, '.'), /holds itself/],
    [
      'lists a hundred thousand deep',
      bytesOf(repeated(100_000, ']'), repeated(99_999, 'a'), '.'),
      /nests deeper/,
    ],
    ['tuples a hundred thousand deep', bytesOf(')', repeated(100_000, 0x85), '.'), /nests deeper/],
    ['2⁶⁰ lists', doubled(60, bytesOf(']')), /far more values than its length allows/],
    ['2⁶⁰ tensors', doubled(60, tensorOf()), /names of tensors far longer/],
    ['2⁶⁰ bytes', doubled(14, bytesOf('B', u32(60_000), new Uint8Array(60_000))), /far more bytes/],
    [
      'keys of 2⁶⁰ characters',
      bytesOf('}', ')', repeated(60, 'q', 0, '0h', 0, 'h', 0, 0x86), 'Ns.'),
      /"a tuple" for a key/,
    ],
    [
      'long keys of many texts',
      bytesOf('}(', text('x'.repeat(500)), 'q', 0, repeated(500, 'h', 0), 'tNs.'),
      /"a tuple" for a key/,
    ],
    [
      'long names of many tensors',
      bytesOf('}', text('x'.repeat(50_000)), '}(', tensorOf(), 'q', 1, '0', manyKeys(5000), 'us.'),
      /names of tensors far longer than its length allows/,
    ],
    [
      'a set made of a list again and again',
      bytesOf(
        '](',
        repeated(20_000, 'N'),
        'eq',
        0,
        '0cbuiltins\nset\nq',
        1,
        '0](',
        repeated(20_000, 'h', 1, 'h', 0, 0x85, 'R'),
        'e.',
      ),
      /far more values/,
    ],
    [
      'a dict made of a list again and again',
      bytesOf(
        ']((',
        text('k'),
        'Nl',
        repeated(20_000, '2'),
        'eq',
        0,
        '0ccollections\nOrderedDict\nq',
        1,
        '0](',
        repeated(20_000, 'h', 1, 'h', 0, 0x85, 'R'),
        'e.',
      ),
      /copies far more than it holds/,
    ],
    [
      'bytes made of a text again and again',
      bytesOf(
        text('x'.repeat(20_000)),
        'q',
        0,
        '0c_codecs\nencode\nq',
        1,
        '0](',
        repeated(20_000, 'h', 1, 'h', 0, 0x85, 'R'),
        'e.',
      ),
      /copies far more than it holds/,
    ],
    [
      'a type rebuilt from itself',
      bytesOf('ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._tensor\n_rebuild_from_type_v2\nN)tR.'),
      /which it cannot be/,
    ],
  ])('%s', (_, pickle, message) => expectRefused(archiveOf(pickle), message));

  it.each([
    [
      'a text of 4 GB',
      bytesOf('X', u32(2 ** 32 - 1), 'a.'),
      /expected 4294967295 more bytes, but 2 are left/,
    ],
    ['a text of 2⁶³ bytes', bytesOf(0x8d, u64(2 ** 63), 'a.'), /cut off/],
    ['bytes of 2⁶³ bytes', bytesOf(0x8e, u64(2 ** 63), 'a.'), /cut off/],
    [
      'a number of 2 GB',
      bytesOf(0x8b, u32(2 ** 31), '1.'),
      /a number has 2147483648 bytes, but at most 256 are read/,
    ],
    ['a number of a thousand digits', bytesOf('L', '9'.repeat(1000), 'L\n.'), /expected a whole number/],
    ['a line without end', bytesOf('ctorch'), /a line of the pickle has no end/],
    ['no end', bytesOf('N'), /cut off/],
    ['an empty pickle', new Uint8Array(), /cut off/],
    ['an empty stack', bytesOf('.'), /the stack holds too little/],
    ['too much left', bytesOf('NN.'), /leaves something on the stack/],
    ['a mark left', bytesOf('(N.'), /too little|leaves something/],
    ['no mark', bytesOf('Nt.'), /the stack holds no mark/],
    ['a value below a mark', bytesOf(']N(a.'), /the stack holds too little/],
    ['an unknown instruction', bytesOf(0xff, '.'), /byte 0: there is no pickle instruction 255/],
    ['a protocol to come', bytesOf(0x80, 6, 'N.'), /protocol 6, but 5 is the newest/],
    ['an unknown memo', bytesOf('h', 3, '.'), /the memo holds nothing by the number 3/],
    ['a key without a value', bytesOf('}(Nu.'), /a key without a value/],
    ['two keys that read the same', bytesOf('}(K', 1, 'N', text('1'), 'Nu.'), /two keys that read "1"/],
    ['a list for a key', bytesOf('}]Ns.'), /"a list" for a key/],
    ['an item for no list', bytesOf('}Na.'), /expected a list on the stack, but found a dict/],
    ['text that is no UTF-8', bytesOf('X', u32(1), 0xff, '.'), /is not UTF-8 text/],
    ['no float', bytesOf('F1.5.2\n.'), /expected a number/],
    ['a character beyond Unicode', bytesOf('V\\U00110000\n.'), /no such character/],
    ['a string without quotes', bytesOf('Sabc\n.'), /a string in quotes/],
  ])('%s', (_, pickle, message) => expectRefused(archiveOf(pickle), message));
});

/** So many keys, each with the tensor of memo 1. */
function manyKeys(count: number): Uint8Array {
  return bytesOf(...Array.from({ length: count }, (_, i) => bytesOf(text(String(i)), 'h', 1)));
}

describe('tensors that cannot be', () => {
  const storage = (...parts: (string | number | ArrayLike<number>)[]): Uint8Array =>
    bytesOf('(', ...parts, 'tQ');
  const float = 'ctorch\nFloatStorage\n';

  it.each([
    ['too large for their storage', { shape: [3, 2] }, /reaches to element 6 of a storage that holds 4/],
    ['behind their storage', { offset: integer(1) }, /reaches to element 5/],
    ['far behind it', { offset: integer(2 ** 52) }, /reaches to element/],
    ['with long strides', { strides: [2 ** 50, 1] }, /reaches to element/],
    [
      'of 2¹⁰⁰ elements',
      { shape: [2 ** 50, 2 ** 50], strides: [0, 0] },
      /too many for the length of the file; if it is an expanded one/,
    ],
    [
      'without elements, but huge',
      { shape: [0, 2 ** 52, 2 ** 52], strides: [1, 1] },
      /3 axes, but 2 strides/,
    ],
    [
      'of a hundred axes',
      { shape: Array<number>(100).fill(1), strides: Array<number>(100).fill(1) },
      /100 axes/,
    ],
    ['with too few strides', { strides: [1] }, /2 axes, but 1 strides/],
    ['at a negative place', { offset: bytesOf('J', u32(-1)) }, /made of -1, which it cannot be/],
    ['at half a place', { offset: bytesOf('G', 0x3f, 0xe0, 0, 0, 0, 0, 0, 0) }, /made of 0\.5/],
    ['of no storage', { storage: bytesOf('N') }, /"None", which it cannot be/],
    [
      'of a missing storage',
      { storage: storage(text('storage'), float, text('9'), text('cpu'), integer(4)) },
      /storage "9", which the file does not hold/,
    ],
    [
      'of a storage up the tree',
      { storage: storage(text('storage'), float, text('../data.pkl'), text('cpu'), integer(4)) },
      /does not hold/,
    ],
    [
      'of a storage cut short',
      { storage: storage(text('storage'), float, text('0'), text('cpu'), integer(5)) },
      /which should take 20 B, but has 16 B/,
    ],
    [
      'of a storage of no kind',
      { storage: storage(text('storage'), 'cbuiltins\ndict\n', text('0'), text('cpu'), integer(4)) },
      /a storage is of "builtins\.dict"/,
    ],
    [
      'of an id that is none',
      { storage: bytesOf(text('0'), 'Q') },
      /"a text" stands where the id of a storage should/,
    ],
    [
      'of complex numbers',
      {
        storage: storage(
          text('storage'),
          'ctorch\nComplexFloatStorage\n',
          text('0'),
          text('cpu'),
          integer(4),
        ),
      },
      /complex numbers/,
    ],
    [
      'of a dtype to come',
      { storage: storage(text('storage'), 'ctorch\nFloat8Storage\n', text('0'), text('cpu'), integer(4)) },
      /asks for "torch\.Float8Storage"/,
    ],
  ])('%s', (_, parts, message) => expectRefused(archiveOf(bytesOf(tensorOf(parts), '.')), message));

  it('without elements need no bytes, however huge they say they are', () => {
    const { shape } = readTorch(
      archiveOf(bytesOf(tensorOf({ shape: [0, 2 ** 52], strides: [2 ** 52, 1] }), '.')),
    ).tensors['']!;
    expect(shape).toEqual([0, 2 ** 52]);
  });

  it('by one name are refused', () => {
    const inner = bytesOf('}', text('b'), tensorOf(), 's');
    expectRefused(
      archiveOf(bytesOf('}(', text('a'), inner, text('a.b'), tensorOf(), 'u.')),
      /at "a\.b" holds two tensors by one name/,
    );
  });
});

describe('archives that are none of torch.save', () => {
  it.each([
    ['nothing', new Uint8Array(), /begins neither like a zip nor like a pickle/],
    ['a text', bytesOf('hello, world'), /begins neither/],
    [
      'a tar',
      bytesOf(new Uint8Array(257), 'ustar', new Uint8Array(250)),
      /a tar, by PyTorch 0\.1\.9 or older/,
    ],
    ['a zip cut off', archiveOf(bytesOf('N.')).subarray(0, 60), /no end record/],
    [
      'TorchScript',
      archiveOf(bytesOf('N.'), {}, { 'constants.pkl': 'N.' }),
      /TorchScript.*torch\.jit\.load\(path\)\.state_dict\(\)/,
    ],
  ])('%s is refused', (_, file, message) => expectRefused(file, message));
});

describe('files before 1.6', () => {
  const magic = bytesOf(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.');
  const version = bytesOf(0x80, 2, 'M', 0xe9, 3, '.');
  const system = (little: boolean): Uint8Array =>
    bytesOf(0x80, 2, '}', text('little_endian'), little ? 0x88 : 0x89, 's.');
  const keys = (...names: string[]): Uint8Array => bytesOf(0x80, 2, '](', ...names.map(text), 'e.');
  const view = (id: Uint8Array): Uint8Array =>
    tensorOf({
      storage: bytesOf(
        '(',
        text('storage'),
        'ctorch\nFloatStorage\n',
        text('k'),
        text('cpu'),
        integer(4),
        id,
        'tQ',
      ),
      shape: [2],
      strides: [1],
    });
  const file = (object: Uint8Array, ...rest: ArrayLike<number>[]): Uint8Array =>
    bytesOf(magic, version, system(true), 0x80, 2, object, '.', ...rest);

  it('may show parts of storages', () => {
    const part = tuple(text('v'), integer(2), integer(2));
    const { tensors } = readTorch(file(view(part), keys('k'), u64(4), fourNumbers));
    expect([...tensors['']!.data]).toEqual([3, 4]);
  });

  const whole = file(view(bytesOf('N')), keys('k'), u64(4), fourNumbers);
  it.each([
    ['that go on', bytesOf(whole, 0), /more follows behind the last storage/],
    ['cut in the numbers', whole.subarray(0, -1), /expected 16 more bytes, but 15 are left/],
    [
      'with 2⁶⁰ numbers',
      file(view(bytesOf('N')), keys('k'), u64(2 ** 60)),
      /expected 4611686018427388000 more bytes/,
    ],
    ['without their storages', file(view(bytesOf('N')), keys()), /storage "k", which the file does not hold/],
    [
      'with storages of no tensor',
      file(bytesOf('N'), keys('k'), u64(4), fourNumbers),
      /the storage "k" belongs to no tensor/,
    ],
    [
      'with a storage twice',
      file(view(bytesOf('N')), keys('k', 'k'), u64(4), fourNumbers, u64(0)),
      /the storage "k" belongs to no tensor/,
    ],
    [
      'with parts of nothing',
      file(view(tuple(text('v'), integer(2))), keys('k'), u64(4), fourNumbers),
      /a part of a storage is told by "a tuple"/,
    ],
    [
      'with parts behind the end',
      file(view(tuple(text('v'), integer(2 ** 50), integer(2))), keys('k'), u64(4), fourNumbers),
      /should take 8 B, but has 0 B/,
    ],
    ['with no list of storages', file(bytesOf('N'), bytesOf('N.')), /a list of the storages should come/],
    ['in big-endian order', bytesOf(magic, version, system(false), 'N.'), /big-endian/],
    ['of another version', bytesOf(magic, 'K', 1, '.N.N.'), /its version should be 1001/],
    ['that are other pickles', bytesOf(0x80, 2, 'N.'), /a pickle, but none that torch\.save wrote/],
    [
      'with a storage for a version',
      bytesOf(magic, 0x80, 2, 'NQ.'),
      /a storage stands where plain values should/,
    ],
  ])('%s are refused', (_, bytes, message) => expectRefused(bytes, message));
});
