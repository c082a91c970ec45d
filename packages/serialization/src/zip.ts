/** Zip archives, as PyTorch and Keras write them (APPNOTE.TXT 6.3, with its 64-bit extension for reading). */
export { readZip, type ReadZipOptions, type ZipEntry } from './zip/read.js';
export { writeZip, type WriteZipOptions } from './zip/write.js';
