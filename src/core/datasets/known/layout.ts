import type { LeftOutFolder } from '../../../shared/contract/dataset-calls.ts';
import type { LayoutKind } from '../../../shared/layout.ts';
import { spellings } from '../../same-name.ts';
import { folderTree, type FolderNode, type PlacedFolder } from './folder-tree.ts';
import { below, insideOf, isSides, readSides, sidesInside, wrappers, type SideFolder } from './side-folders.ts';
import { sideOfName } from './side-words.ts';
import { unclearBy, type Unclear } from './unclear-layout.ts';
import type { Split } from '../../../shared/split.ts';

/** Where a picture belongs by its place: `side` is null where the folder does not say. */
interface Place {
  className: string;
  side: Split | null;
}

export interface Layout {
  kind: LayoutKind;
  /** Sides that have a folder with classes in it, or (`classes`) that every class folder has. */
  sides: ReadonlySet<Split>;
  /** Folders whose pictures are in no class. */
  ignored: readonly LeftOutFolder[];
  /** Null too where it was said. */
  unclear: Unclear;
  /** The place of a picture, or null where it lies in no class folder. */
  place(path: string): Place | null;
  /** The side that the folders put a file on, in a class folder or not. */
  side(path: string): Split | null;
  /** How the class folder of this name is written; the name itself where there is none. */
  spelling(name: string): string;
}

/**
 * Reads the layout off the paths of all pictures (relative, `/`). `train/` counts as a side when it holds class folders and either
 * another side does too or nothing but sides lies beside it: else it may be the class of railway trains. Class names that look alike
 * are one. With a `choice` it is read so.
 */
export function detectLayout(paths: Iterable<string>, choice: LayoutKind | null = null): Layout {
  const root: PlacedFolder = { node: folderTree(paths), prefix: '' };
  if (choice === 'none') return noClasses([root, ...wrappers(root)]);
  for (const base of [root, ...wrappers(root)]) {
    const sides = readSides(base, choice === 'sides');
    if (choice === null ? isSides(base.node, sides) : choice === 'sides' && sides.length > 0) return sidesLayout(base, sides);
  }
  const wrapped = wrappers(root).at(-1) ?? root;
  // A lone folder is looked through where it is a question what those inside it are; else it is the one class that there is.
  const base = unclearBy(root.node) === null && unclearBy(wrapped.node) !== null ? wrapped : root;
  if (choice === 'inner') return innerLayout(base);
  if (choice === 'sides') return sidesLayout(base, []);
  return { ...classesLayout(base), unclear: choice === null ? unclearBy(base.node) : null };
}

function classesLayout({ node, prefix }: PlacedFolder): Omit<Layout, 'unclear'> {
  const spelling = spellings(node.folders.keys());
  const inner = [...node.folders.values()].map(innerSides);
  const haveSides = inner.filter((sides) => sides.length > 1);
  const withSides = haveSides.length > 1 && 3 * haveSides.length >= 2 * inner.length;
  const side = (path: string): Split | null => {
    const inside = withSides ? partsBelow(prefix, path)?.[1] : undefined;
    return inside === undefined ? null : (sideOfName(inside) ?? null);
  };
  return {
    kind: 'classes',
    sides: new Set(withSides ? haveSides.flat() : []),
    ignored: [],
    spelling,
    side,
    place(path) {
      const folder = folderBelow(prefix, path);
      return folder === null ? null : { className: spelling(folder), side: side(path) };
    },
  };
}

/** The sides in a class folder that holds nothing else: cats/train/, cats/test/. */
function innerSides({ folders, own }: FolderNode): Split[] {
  const sides = [...folders.keys()].map(sideOfName);
  const known = sides.filter((side) => side !== undefined);
  return own > 0 || known.length < sides.length || !known.includes('train') ? [] : [...new Set(known)];
}

function sidesLayout(base: PlacedFolder, sides: readonly SideFolder[]): Layout {
  const spelling = spellings(sides.flatMap(({ node }) => [...node.folders.keys()]));
  const byTop = new Map(sides.map((folder) => [folder.top.prefix, folder]));
  const of = (path: string): SideFolder | undefined => byTop.get(topOf(base.prefix, path));
  const others = below(base).filter(({ prefix }) => !byTop.has(prefix));
  const flat = sides.filter(({ node }) => node.folders.size === 0);
  return {
    kind: 'sides',
    sides: new Set(sides.filter(({ node }) => node.folders.size > 0).map(({ side }) => side)),
    ignored: [
      ...flat.map(({ top }) => leftOut(top, 'no-class-folders')),
      ...others.map((folder) => leftOut(folder, 'no-side')),
    ].toSorted((a, b) => (a.folder < b.folder ? -1 : 1)),
    unclear: null,
    spelling,
    side: (path) => of(path)?.side ?? null,
    place(path) {
      const found = of(path);
      const folder = found ? folderBelow(found.prefix, path) : null;
      return folder === null ? null : { className: spelling(folder), side: found!.side };
    },
  };
}

const leftOut = ({ node, prefix }: PlacedFolder, reason: 'no-class-folders' | 'no-side'): LeftOutFolder => ({
  folder: prefix.slice(0, -1),
  reason,
  count: node.all,
});

/** Folders are no classes; where train/ lies beside another side they are sides all the same. */
function noClasses(bases: readonly PlacedFolder[]): Layout {
  const found = bases.map((base) => ({ base, sides: readSides(base) })).find(({ sides }) => {
    const names = new Set(sides.map(({ side }) => side));
    return names.has('train') && names.size > 1;
  });
  const byTop = new Map(found?.sides.map(({ top, side }) => [top.prefix, side]));
  return {
    kind: 'none',
    sides: new Set(byTop.values()),
    ignored: [],
    unclear: null,
    spelling: (name) => name,
    place: () => null,
    side: (path) => (found && byTop.get(topOf(found.base.prefix, path))) ?? null,
  };
}

/** Each top folder is read as a data set of its own: the side words between it and the classes are sides. */
function innerLayout(base: PlacedFolder): Layout {
  const tops = below(base).map((top) => {
    const inside = insideOf(top);
    const sides = sidesInside(inside);
    const holders = sides.length > 0 ? sides.map(({ node }) => node) : [inside.node];
    const layout = sides.length > 0 ? sidesLayout(inside, sides) : classesLayout(inside);
    return { prefix: top.prefix, layout, classes: holders.flatMap(({ folders }) => [...folders.keys()]) };
  });
  const byTop = new Map(tops.map(({ prefix, layout }) => [prefix, layout]));
  const of = (path: string): Omit<Layout, 'unclear'> | undefined => byTop.get(topOf(base.prefix, path));
  const spelling = spellings(tops.flatMap(({ classes }) => classes));
  return {
    kind: 'inner',
    sides: new Set(tops.flatMap(({ layout }) => [...layout.sides])),
    ignored: tops.flatMap(({ layout }) => layout.ignored),
    unclear: null,
    spelling,
    side: (path) => of(path)?.side(path) ?? null,
    place(path) {
      const place = of(path)?.place(path);
      return place ? { ...place, className: spelling(place.className) } : null;
    },
  };
}

const partsBelow = (prefix: string, path: string): string[] | null =>
  path.startsWith(prefix) ? path.slice(prefix.length).split('/') : null;

/** The name of the folder directly below a prefix in which a file lies, null where it lies in none. */
function folderBelow(prefix: string, path: string): string | null {
  const end = path.startsWith(prefix) ? path.indexOf('/', prefix.length) : -1;
  return end < 0 ? null : path.slice(prefix.length, end);
}

/** The folder of the base in which a picture lies, with `/` at its end; empty where it lies in none. */
const topOf = (prefix: string, path: string): string =>
  path.startsWith(prefix) ? path.slice(0, path.indexOf('/', prefix.length) + 1) : '';

/** Class names in the order of their labels: by code points, as Python sorts (and so torchvision's ImageFolder). */
export function sortClassNames(names: Iterable<string>): string[] {
  const keyed = Array.from(names, (name) => ({ name, bytes: Buffer.from(name) }));
  return keyed.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ name }) => name);
}
