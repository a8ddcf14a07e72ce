import { inTransaction, type Database } from './database.ts';

/** What was seen of a picture. Hashes: 64 bits in hexadecimal, null where they would tell nothing (one grey, or symmetric). */
export interface StoredLook {
  readonly hashes: { readonly phash: string; readonly dhash: string } | null;
  readonly takenAtMs: number | null;
}

/** Before what is stored: another way of hashing has another one, and looks again. */
const revision = 'p1';
/** From and to of what it wrote, so that the index of what was looked at is used. */
const own = `perceptual_hash IS NOT NULL AND perceptual_hash >= '${revision}:' AND perceptual_hash < '${revision};'`;

const written = ({ hashes }: StoredLook): string => `${revision}:${hashes ? `${hashes.phash}:${hashes.dhash}` : ''}`;

/** Looks of pictures by their rows; those that nobody looked at are not there. */
export function looksOf(db: Database, datasetId: string): Map<number, StoredLook> {
  const rows = db.$client
    .prepare<[string], { id: number; hash: string; takenAtMs: number | null }>(
      `SELECT id, perceptual_hash AS hash, taken_at_ms AS takenAtMs FROM images
       WHERE dataset_id = ? AND present = 1 AND ${own}`,
    )
    .iterate(datasetId);
  const looks = new Map<number, StoredLook>();
  for (const { id, hash, takenAtMs } of rows) {
    const [, phash, dhash] = hash.split(':');
    looks.set(id, { hashes: phash && dhash ? { phash, dhash } : null, takenAtMs });
  }
  return looks;
}

/** How many pictures were looked at. */
export const countLooks = (db: Database, datasetId: string): number =>
  db.$client
    .prepare<[string], number>(`SELECT count(*) FROM images WHERE dataset_id = ? AND present = 1 AND ${own}`)
    .pluck()
    .get(datasetId)!;

export function saveLooks(db: Database, looks: Iterable<readonly [id: number, look: StoredLook]>): void {
  inTransaction(db, () => {
    const update = db.$client.prepare('UPDATE images SET perceptual_hash = ?, taken_at_ms = ? WHERE id = ?');
    for (const [id, look] of looks) update.run(written(look), look.takenAtMs, id);
  });
}
