import type { Split } from '../store/schema.ts';

/** Where a picture belongs by its place: `side` is null where the folder does not say. */
export interface Place {
  className: string;
  side: Split | null;
}

export interface Layout {
  /** `classes`: class folders at the top; `sides`: train/, val/, test/ with class folders inside. */
  kind: 'classes' | 'sides';
  /** Sides that have a folder with pictures; empty for `classes`. */
  sides: ReadonlySet<Split>;
  /** The place of a picture, or null where it lies in no class folder. */
  place(path: string): Place | null;
  /** The side that the folders put a file on, in a class folder or not. */
  side(path: string): Split | null;
}

const sideNames: Readonly<Record<string, Split>> = {
  train: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
};

const sideOf = (name: string): Split | undefined =>
  Object.hasOwn(sideNames, name.toLowerCase()) ? sideNames[name.toLowerCase()] : undefined;

/**
 * Reads the layout off the paths of all pictures (relative, `/`). `train/` counts as a side when it holds class folders
 * and either another side does too or nothing else lies beside it: else it may be the class of railway trains.
 */
export function detectLayout(paths: readonly string[]): Layout {
  const tops = new Set<string>();
  const sides = new Set<Split>();
  const trainClasses = new Set<string>();
  for (const path of paths) {
    const [top, second, third] = path.split('/', 3);
    if (second === undefined) continue;
    tops.add(top!);
    const side = sideOf(top!);
    if (side === undefined || third === undefined) continue;
    sides.add(side);
    if (side === 'train') trainClasses.add(second);
  }
  const alone = tops.size === 1 && trainClasses.size > 1;
  if (sides.has('train') && (sides.size > 1 || alone)) return { kind: 'sides', sides, place: placeInSides, side: topSide };
  return { kind: 'classes', sides: new Set(), place: placeInClasses, side: () => null };
}

function placeInClasses(path: string): Place | null {
  const end = path.indexOf('/');
  return end < 0 ? null : { className: path.slice(0, end), side: null };
}

function placeInSides(path: string): Place | null {
  const [top, className, file] = path.split('/', 3);
  const side = sideOf(top!);
  return side === undefined || file === undefined ? null : { className: className!, side };
}

function topSide(path: string): Split | null {
  const end = path.indexOf('/');
  return end < 0 ? null : (sideOf(path.slice(0, end)) ?? null);
}

/** Class names in the order of their labels: by code points, as Python sorts (and so torchvision's ImageFolder). */
export function sortClassNames(names: Iterable<string>): string[] {
  return [...names].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
