import type { Section } from './bytes.js';
import { unsupported } from './fail.js';

/** What the elements of a dataset or an attribute are. */
export type Datatype =
  | {
      readonly kind: 'number';
      /** As in `elementTypes`: F32, I64 … */
      readonly name: string;
      readonly bytes: number;
      readonly bigEndian: boolean;
    }
  /** Text of a fixed number of bytes. */
  | { readonly kind: 'text'; readonly bytes: number; readonly padding: 'zero' | 'space' }
  /** Text of any length, which stands elsewhere. */
  | { readonly kind: 'distantText'; readonly bytes: 16 }
  /** Bytes that the file says nothing about. */
  | { readonly kind: 'opaque'; readonly bytes: number }
  /** Anything else; it can be passed over, but not read. */
  | { readonly kind: 'other'; readonly name: string; readonly bytes: number };

const classNames = [
  'integers',
  'floats',
  'times',
  'text',
  'bits',
  'opaque bytes',
  'records',
  'references',
  'enumerations',
  'sequences of their own length',
  'arrays',
];

/** Where sign, exponent and fraction of the known floats stand: exponent at, its bits, fraction's bits, bias. */
const floats: readonly (readonly [string, number, readonly number[]])[] = [
  ['F16', 2, [10, 5, 0, 10, 15]],
  ['BF16', 2, [7, 8, 0, 7, 127]],
  ['F32', 4, [23, 8, 0, 23, 127]],
  ['F64', 8, [52, 11, 0, 52, 1023]],
];

/** Reads what the elements of something are. */
export function readDatatype(section: Section): Datatype {
  const classAndVersion = section.u8();
  const bits = section.uint(3);
  const bytes = section.u32();
  if (bytes === 0) section.fail('says that its elements have no bytes');
  const other = (): Datatype => ({ kind: 'other', name: className(classAndVersion & 15), bytes });
  switch (classAndVersion & 15) {
    case 0:
      return readInteger(section, bits, bytes) ?? other();
    case 1:
      return readFloat(section, bits, bytes) ?? other();
    case 3: {
      const padding = bits & 15;
      if (padding > 2) section.fail(`pads text in the unknown way ${padding}`);
      return { kind: 'text', bytes, padding: padding === 2 ? 'space' : 'zero' };
    }
    case 5:
      return { kind: 'opaque', bytes };
    case 8: {
      // the numbers behind the names: booleans are written so
      if ((section.restarted().u8() & 15) !== 8)
        section.fail('holds names of numbers inside of something else');
      const base = readDatatype(section.part(section.left));
      return base.kind === 'number' && base.bytes === bytes ? base : other();
    }
    case 9:
      return (bits & 15) === 1 && bytes === 16 ? { kind: 'distantText', bytes } : other();
    default:
      return other();
  }
}

const className = (index: number): string => classNames[index] ?? `elements of the unknown class ${index}`;

function readInteger(section: Section, bits: number, bytes: number): Datatype | undefined {
  const [offset, precision] = [section.u16(), section.u16()];
  if (![1, 2, 4, 8].includes(bytes) || offset !== 0 || precision !== 8 * bytes) return undefined;
  return { kind: 'number', name: `${bits & 8 ? 'I' : 'U'}${8 * bytes}`, bytes, bigEndian: (bits & 1) === 1 };
}

function readFloat(section: Section, bits: number, bytes: number): Datatype | undefined {
  const [offset, precision] = [section.u16(), section.u16()];
  const layout = [section.u8(), section.u8(), section.u8(), section.u8(), section.u32()];
  const order = bits & 0x41;
  // the fraction's first digit is implied, and the sign comes first
  const isUsual = ((bits >> 4) & 3) === 2 && bits >> 8 === 8 * bytes - 1;
  const found = floats.find(
    ([, size, fields]) => size === bytes && fields.every((field, i) => field === layout[i]),
  );
  if (!found || !isUsual || offset !== 0 || precision !== 8 * bytes || order > 1) return undefined;
  return { kind: 'number', name: found[0], bytes, bigEndian: order === 1 };
}

/** Says that elements of a type cannot become what is asked for. */
export function refuseType(type: Datatype, where: string): never {
  const names: Partial<Record<Datatype['kind'], string>> = {
    opaque: 'opaque bytes',
    text: 'text',
    distantText: 'text',
  };
  return unsupported(
    `${where} holds ${'name' in type ? type.name : names[type.kind]} of ${type.bytes} bytes each`,
  );
}
