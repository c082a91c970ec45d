import type { FileBytes, Section } from './bytes.js';

/** How a version 1 B-tree is read. */
interface Reading {
  /** 0 for groups, 1 for chunks. */
  readonly type: number;
  readonly keyBytes: number;
  /** Is given each thing that the tree points to, with the key before it, in order. */
  readonly leaf: (key: Section, address: number | undefined) => void;
}

/** Goes through a version 1 B-tree. */
export function readBTree1(
  file: FileBytes,
  root: number | undefined,
  { type, keyBytes, leaf }: Reading,
): void {
  const read = (address: number | undefined, above?: number): void => {
    const head = file.section(address, 24, 'B-tree');
    head.signature('TREE');
    if (head.u8() !== type) head.fail(`should be of type ${type}`);
    const level = head.u8();
    // levels go down by one, so that no tree contains itself
    if (above !== undefined && level !== above - 1)
      head.fail(`is of level ${level} below one of level ${above}`);
    const count = head.u16();
    const entries = file.section(head.end, count * (keyBytes + 8), 'B-tree');
    for (let i = 0; i < count; i++) {
      const key = entries.part(keyBytes);
      const child = entries.address();
      if (level === 0) leaf(key, child);
      else read(child, level);
    }
  };
  read(root);
}
