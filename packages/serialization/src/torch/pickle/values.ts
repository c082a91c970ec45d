/** What the machine can make: Python's plain values, and what a file's own names and ids stand for. */
export type PyValue =
  null | boolean | number | bigint | string | Uint8Array | PySequence | PyDict | PyName | PyForeign;

/** A list, a tuple or a set; a set's members stand in the order in which they were written. */
export class PySequence {
  constructor(
    readonly kind: 'list' | 'tuple' | 'set',
    readonly items: PyValue[],
  ) {}
}

/** A dict of whatever class, by the text of its keys. */
export class PyDict {
  readonly entries = new Map<string, PyValue>();
}

/** Something that a pickle asks for by its name; nothing but what stands in `globals.ts` ever becomes one. */
export class PyName {
  constructor(
    /** With its module: `collections.OrderedDict`. */
    readonly name: string,
    /** What comes of calling it; absent where it is only a name. `spend` counts what is copied. */
    readonly call?: (args: readonly PyValue[], spend: (amount: number) => void) => PyValue,
  ) {}
}

/** Something that the format behind the pickle adds: a tensor, or the storage of one. */
export abstract class PyForeign {
  abstract readonly foreign: string;
}

/** What Python would call the value. */
export function describePy(value: PyValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (value instanceof PySequence) return `a ${value.kind}`;
  if (value instanceof PyDict) return 'a dict';
  if (value instanceof PyName) return value.name;
  if (value instanceof PyForeign) return value.foreign;
  if (value instanceof Uint8Array) return 'bytes';
  return { boolean: 'a bool', number: 'a number', bigint: 'a number', string: 'a text' }[
    typeof value as 'boolean' | 'number' | 'bigint' | 'string'
  ];
}
