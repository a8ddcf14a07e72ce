import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** Flips one bit of a file, at a random place unless given; its size and place on the disk stay. Returns what was done, for a test to name. */
export function flipByte(file: string, position?: number): string {
  const handle = openSync(file, 'r+');
  try {
    const at = position ?? Math.floor(Math.random() * fstatSync(handle).size);
    const bit = Math.floor(Math.random() * 8);
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, at);
    byte[0]! ^= 1 << bit;
    writeSync(handle, byte, 0, 1, at);
    return `bit ${bit} of byte ${at}`;
  } finally {
    closeSync(handle);
  }
}
