/** How an entry is packed. */
export const STORED = 0;
export const DEFLATED = 8;

/** What each record begins with: before an entry, in the directory, and behind it. */
export const LOCAL = 0x04034b50;
export const LISTED = 0x02014b50;
export const END = 0x06054b50;
export const END_64 = 0x06064b50;
export const LOCATOR_64 = 0x07064b50;

/** What stands in a field that is too small for its number; the number is then in a zip64 record. */
export const FULL_16 = 0xffff;
export const FULL_32 = 0xffffffff;

/** Flags of an entry. */
export const ENCRYPTED = 1;
export const UTF8_NAME = 1 << 11;
