import { groupInterval } from './group-interval.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** An accuracy's 95 % interval and what it counts. */
export interface AccuracyInterval {
  /** Null where the pictures lie in fewer than five groups: of so few nothing can be said of others. */
  accuracyInterval: [low: number, high: number] | null;
  /** So many independent groups are counted; null where pictures are, because none belong together. */
  independentGroups: number | null;
}

/** Which pictures go together: one key a picture, and where the draws of whole groups come from. */
export interface TogetherKeys {
  readonly keys: readonly string[];
  /** In [0, 1), begun anew for every interval, so that the same answers have the same one everywhere. */
  readonly begin: () => () => number;
}

/** Whether anybody said of any of them that it belongs together with others. */
export const someGrouped = (pictures: readonly { readonly group?: string | null | undefined }[]): boolean => pictures.some(({ group }) => typeof group === 'string');

/**
 * Which of these pictures go together: those of a group, and beside groups those of equal content. Null where no picture is in a group: nobody said
 * then that any belong together.
 */
export function togetherOf(pictures: readonly { readonly sha256: string; readonly group?: string | null | undefined }[], begin: TogetherKeys['begin']): TogetherKeys | null {
  if (!someGrouped(pictures)) return null;
  return { keys: pictures.map(({ sha256, group }) => (typeof group === 'string' ? `group ${group}` : sha256)), begin };
}

/** Those at the places `at`. */
export const someTogether = (together: TogetherKeys | null, at: readonly number[]): TogetherKeys | null =>
  together && { ...together, keys: at.map((place) => together.keys[place]!) };

/** How many independent groups these are; null where every picture is alone. */
export function independentGroups(together: TogetherKeys | null): number | null {
  if (!together) return null;
  const groups = new Set(together.keys).size;
  return groups === together.keys.length ? null : groups;
}

/** The independent group of each of `n` pictures, from 0 in the order of their first ones: each its own where none belong together. */
export function unitsOf(together: TogetherKeys | null, n: number): { unit: Int32Array; count: number } {
  if (!together) return { unit: Int32Array.from({ length: n }, (_, at) => at), count: n };
  const places = new Map<string, number>();
  const unit = Int32Array.from(together.keys, (key) => {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
  return { unit, count: places.size };
}

/**
 * The one rule for the interval of an accuracy. Where judging pictures lie in groups, from whole groups (`group-interval.ts`), with fewer than five of
 * them none; where every picture is alone, Wilson's of pictures.
 * @param right whether each picture was answered rightly
 */
export function accuracyInterval(right: readonly boolean[], together: TogetherKeys | null): AccuracyInterval {
  const groups = independentGroups(together);
  if (groups === null) return { accuracyInterval: wilsonInterval(right.filter(Boolean).length, right.length), independentGroups: null };
  return { accuracyInterval: groupInterval(right, together!.keys), independentGroups: groups };
}
