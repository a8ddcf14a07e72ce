/** Leaves room for any number of rows, so that the header can be written again when their number is known. */
export const npyHeaderBytes = 128;

/**
 * Header of a NumPy `.npy` file, version 1.0, for a little-endian float32 array [rows, columns] in C order that follows it
 * (numpy.lib.format). Always `npyHeaderBytes` long, a multiple of 64 as NumPy asks.
 */
export function npyHeader(rows: number, columns: number): Buffer {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const header = Buffer.alloc(npyHeaderBytes, ' ');
  header.write('\x93NUMPY\x01\x00', 0, 'latin1');
  header.writeUInt16LE(npyHeaderBytes - 10, 8);
  header.write(description, 10, 'latin1');
  header.write('\n', npyHeaderBytes - 1, 'latin1');
  return header;
}
