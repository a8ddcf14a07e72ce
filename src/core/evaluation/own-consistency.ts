import type { OwnConsistency } from '../../shared/own-consistency.ts';
import { independentGroups, type TogetherKeys } from './accuracy-interval.ts';
import { shareRight } from './share-right.ts';

/** So soon after its label a person may remember the picture. Ours; no source prescribes it. */
export const rememberedMs = 2 * 86_400_000;

export interface DrawnAgain {
  /** Rows, in the order in which they come. */
  readonly rows: number[];
  /** Of them, those that were labelled or judged less than `rememberedMs` ago. */
  readonly remembered: number;
}

/**
 * Pictures that come again, each as likely as any other, so that what is said of them holds for all; those seen within `rememberedMs` only where the others
 * do not suffice, the longest ago first.
 * @param seenAtMs of each row, when its label was last given or judged here; null: never @param random in [0, 1)
 */
export function drawAgain(seenAtMs: readonly (number | null)[], count: number, nowMs: number, random: () => number): DrawnAgain {
  const shuffled = seenAtMs.map((seen, row) => ({ row, seen, key: random() })).toSorted((a, b) => a.key - b.key);
  const isRemembered = ({ seen }: { seen: number | null }): boolean => seen !== null && nowMs - seen < rememberedMs;
  const old = shuffled.filter((one) => !isRemembered(one)).slice(0, count);
  const recent = shuffled
    .filter(isRemembered)
    .toSorted((a, b) => a.seen! - b.seen!)
    .slice(0, count - old.length);
  const chosen = [...old, ...recent].toSorted((a, b) => a.key - b.key);
  return { rows: chosen.map(({ row }) => row), remembered: recent.length };
}

export interface SaidAgain {
  readonly sha256: string;
  readonly given: string;
  /** Null: unsure. */
  readonly said: string | null;
  readonly atMs: number;
}

/** The last of each picture, in the order of the first. */
export const lastOfEach = <T extends SaidAgain>(judgements: readonly T[]): T[] => [...new Map(judgements.map((one) => [one.sha256, one])).values()];

/**
 * @param judgements oldest first
 * @param togetherOf which pictures belong together, asked by their contents (sha256); left out: none of them
 * @returns null where none was sure
 */
export function ownConsistency(judgements: readonly SaidAgain[], togetherOf: (contents: readonly string[]) => TogetherKeys | null = () => null): OwnConsistency | null {
  const each = lastOfEach(judgements);
  const sure = each.filter(({ said }) => said !== null);
  if (sure.length === 0) return null;
  const together = togetherOf(sure.map(({ sha256 }) => sha256));
  const agrees = sure.map(({ said, given }) => said === given);
  const { accuracy: share, low, high } = shareRight(agrees, together);
  return { images: sure.length, agreed: agrees.filter(Boolean).length, share, low, high, independentGroups: independentGroups(together), unsure: each.length - sure.length, lastAtMs: judgements.at(-1)!.atMs };
}
