import { baseName, carrierOf, isPlainFolder, stemOf, withoutCopyMarks } from './names.ts';
import { createUnion } from './union-find.ts';

/** A picture by its path below the data set's folder, and its class; '' without one. */
export interface NamedPicture {
  readonly path: string;
  readonly className: string;
}

export type GroupRule = 'copies' | 'burst' | 'folder' | 'identifier' | 'stem';

/** Keys of pictures by one rule; pictures of one key belong together. Null says nothing. */
export type GroupKeys = readonly (string | null)[];

/** Chained pictures that are at most so far apart are a burst. */
const burstMs = 2000;

/** Copies of one picture in one folder, by their names: two endings, "copy", "_aug3", "(1)" beside the file without it. */
export function copyKeys(pictures: readonly NamedPicture[]): { keys: GroupKeys; bases: readonly string[] } {
  const folders = pictures.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const names = pictures.map(({ path }) => baseName(path));
  const present = new Set(names.map((name, at) => `${folders[at]}/${name}`));
  const bases = names.map((name, at) =>
    // WhatsApp's "(1)" counts messages of one second.
    name.startsWith('whatsapp') ? name : withoutCopyMarks(name, pictures[at]!.className, (other) => present.has(`${folders[at]}/${other}`)),
  );
  return { keys: bases.map((base, at) => (folders[at] === '' ? base : `${folders[at]}/${base}`)), bases };
}

/** Pictures taken at most two seconds one after the other. A chain over more than half of all is a time-lapse: none. `times` in milliseconds. */
export function burstKeys(times: readonly (number | null)[]): GroupKeys {
  const order = [...times.keys()].filter((at) => times[at] !== null).toSorted((a, b) => times[a]! - times[b]! || a - b);
  const chain = new Int32Array(times.length).fill(-1);
  let count = -1;
  for (const [place, at] of order.entries()) {
    if (place === 0 || times[at]! - times[order[place - 1]!]! > burstMs) count += 1;
    chain[at] = count;
  }
  const sizes = Map.groupBy(order, (at) => chain[at]!);
  return Array.from(chain, (of) => (of < 0 || sizes.get(of)!.length * 2 > times.length ? null : `burst ${of + 1}`));
}

/**
 * Folders below the class folder, where at least two hold two or more. One name under several classes is one group, as a name of files is: a plot with leaves of
 * two kinds. A number alone, a batch and a folder of a camera say nothing beyond their class.
 */
export function folderKeys(pictures: readonly NamedPicture[]): GroupKeys | null {
  const keys = pictures.map(({ path, className }) => {
    const parts = path.split('/');
    const at = parts.indexOf(className);
    const below = at < 0 ? [] : parts.slice(at + 1, -1);
    if (below.length === 0) return null;
    // A file system may keep one name in two ways.
    const name = below.join('/').normalize('NFC');
    return below.every(isPlainFolder) ? `${className}/${name}` : name;
  });
  return accepted(pictures, keys, 2, 0);
}

export const identifierKeys = (pictures: readonly NamedPicture[], bases: readonly string[]): GroupKeys | null =>
  accepted(pictures, bases.map((base, at) => carrierOf(base, pictures[at]!.className)), 1, 0.5);

export const stemKeys = (pictures: readonly NamedPicture[], bases: readonly string[]): GroupKeys | null =>
  accepted(pictures, bases.map((base, at) => stemOf(base, pictures[at]!.className)), 2, 0.5);

/**
 * Keys with the guards that every rule shares, or null: two keys at least, `heads` of them with two pictures or more, which cover `share` of all;
 * and not one key for each class, which is another name of the class.
 */
function accepted(pictures: readonly NamedPicture[], keys: GroupKeys, heads: number, share: number): GroupKeys | null {
  const sizes = new Map<string, number>();
  for (const key of keys) if (key !== null) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  const large = [...sizes.values()].filter((size) => size >= 2);
  if (sizes.size < 2 || large.length < heads || large.reduce((sum, size) => sum + size, 0) < share * pictures.length) return null;
  const ofClass = new Map<string, Set<string | null>>();
  for (const [at, key] of keys.entries()) {
    const { className } = pictures[at]!;
    ofClass.set(className, (ofClass.get(className) ?? new Set()).add(key));
  }
  const isClassName = [...ofClass.values()].every((own) => own.size === 1) && sizes.size === ofClass.size && sizes.size > 1;
  return isClassName ? null : keys;
}

/** Pictures that keys bring together, chains too: groups of two or more in the order of their first, with the rules that found any. */
export function joinKeys(count: number, found: readonly { rule: GroupRule; keys: GroupKeys }[]): { groups: number[][]; rules: GroupRule[] } {
  const union = createUnion(count);
  const rules = found.flatMap(({ rule, keys }) => {
    const first = new Map<string, number>();
    let hasJoined = false;
    for (const [at, key] of keys.entries()) {
      const before = key === null ? undefined : first.get(key);
      if (before !== undefined) union.join(before, at);
      else if (key !== null) first.set(key, at);
      hasJoined ||= before !== undefined;
    }
    return hasJoined ? [rule] : [];
  });
  return { groups: union.sets(), rules };
}
