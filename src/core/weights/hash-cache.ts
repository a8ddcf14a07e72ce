import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256OfFile } from '../files/hash-file.ts';
import { writeFileAtomically } from '../files/write-file.ts';

const schema = z.record(z.string(), z.strictObject({ sizeBytes: z.number(), mtimeMs: z.number(), sha256: z.string() }));
type Hashes = z.infer<typeof schema>;

async function readHashes(file: string): Promise<Hashes> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing or damaged: every hash can be taken again.
    return {};
  }
}

/**
 * Hexadecimal sha256 of a weights file, taken once and remembered in `<folder>/hashes.json` as long as the file's size
 * and modification time stay. Two processes may each lose the other's entry; it is taken again then.
 */
export async function rememberedSha256(folder: string, file: string): Promise<string> {
  const path = await realpath(file);
  const { size: sizeBytes, mtimeMs } = await stat(path);
  const store = join(folder, 'hashes.json');
  const known = (await readHashes(store))[path];
  if (known?.sizeBytes === sizeBytes && known.mtimeMs === mtimeMs) return known.sha256;
  const sha256 = await sha256OfFile(path);
  const hashes: Hashes = { ...(await readHashes(store)), [path]: { sizeBytes, mtimeMs, sha256 } };
  await writeFileAtomically(store, (handle) => handle.writeFile(`${JSON.stringify(hashes, null, 1)}\n`));
  return sha256;
}
