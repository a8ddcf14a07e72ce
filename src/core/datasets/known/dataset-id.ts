import { isDatasetId } from '../../store/datasets.ts';
import type { Database } from '../../store/database.ts';

/** A short readable id from a name, not taken yet: "Wild Flowers!" → `wild-flowers`, then `wild-flowers-2`. */
export function freeDatasetId(db: Database, name: string): string {
  const base = slug(name);
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!isDatasetId(db, id)) return id;
  }
}

/** Lower-case letters, digits and single hyphens, 1 to 40; letters of every script stay, Latin accents go. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
  const words = plain.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '');
  const joined = [...words.join('-')].slice(0, 40).join('').replace(/-$/, '');
  return joined === '' ? 'data-set' : joined;
}
