import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256OfFile } from '../files/hash-file.ts';
import { isUnwritable } from '../files/write-error.ts';
import { writeFileAtomically } from '../files/write-file.ts';

/** `state`: size, inode and times to the nanosecond; who sets the modification time back still moves the change time. */
const schema = z.record(z.string(), z.strictObject({ state: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }));
type Hashes = z.infer<typeof schema>;

async function readHashes(file: string): Promise<Hashes> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing, damaged or of an older version: every hash can be taken again.
    return {};
  }
}

async function stateOf(path: string): Promise<string> {
  const { size, ino, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [size, ino, mtimeNs, ctimeNs].join('/');
}

/**
 * Hexadecimal sha256 of a weights file, taken once and remembered in `<folder>/hashes.json` as long as the file stays the same by all
 * that the system says of it. Only a quick look: whoever loads the weights compares every byte. Two processes may each lose the
 * other's entry; it is taken again then.
 * @param expected where that is known: a remembered hash that differs is not believed before it was taken again
 */
export async function rememberedSha256(folder: string, file: string, expected: string | null): Promise<string> {
  const path = await realpath(file);
  const state = await stateOf(path);
  const store = join(folder, 'hashes.json');
  const known = (await readHashes(store))[path];
  if (known?.state === state && (expected === null || known.sha256 === expected)) return known.sha256;
  const sha256 = await sha256OfFile(path);
  const hashes: Hashes = { ...(await readHashes(store)), [path]: { state, sha256 } };
  try {
    await writeFileAtomically(store, (handle) => handle.writeFile(`${JSON.stringify(hashes, null, 1)}\n`), { durable: false });
  } catch (error) {
    // That hinders nobody from using what is there.
    if (!isUnwritable(error)) throw error;
  }
  return sha256;
}
