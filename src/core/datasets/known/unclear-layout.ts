import { nameKey } from '../../same-name.ts';
import type { FolderNode, PlacedFolder } from './folder-tree.ts';
import { below, insideOf, sidesInside } from './side-folders.ts';
import { areNamesPaired, areOnlySides, isFillerName, sideOfName, sidesOfNames } from './side-words.ts';

/** Why a person has to say which layout is meant; null where the folders do. */
export type Unclear = 'side-words' | 'shared-names' | null;

export function unclearBy(base: FolderNode): Unclear {
  const names = [...base.folders.keys()];
  const means = sidesOfNames(names);
  const sides = new Set(means.filter((side) => side !== undefined));
  if (names.length > 1 && sides.size > 0 && areOnlySides(names)) return 'side-words';
  const hold = [...base.folders.values()].some((inside, i) => means[i] !== undefined && inside.folders.size > 0);
  if ((sides.size > 1 && hold) || areNamesPaired(names)) return 'side-words';
  const tops = below({ node: base, prefix: '' }).map(insideOf);
  const counts = tops.map((top) => sidesInside(top).length);
  if (names.length > 1 && counts.some((count) => count > 1)) return 'shared-names';
  return shareNames(tops, counts.some((count) => count > 0)) ? 'shared-names' : null;
}

/** Whether at least two thirds of the top folders hold their pictures in folders of mostly the same names; `areDeep`: these hold more. */
function shareNames(tops: readonly PlacedFolder[], areDeep: boolean): boolean {
  const inside = tops.map(classFolders);
  const counts = new Map<string, number>();
  for (const names of inside) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const isShared = (name: string): boolean => counts.get(name)! > 1;
  const most = (names: string[], are: (name: string) => boolean): boolean => 2 * names.filter(are).length > names.length;
  const alike = new Set(inside.filter((names) => most(names, isShared)));
  // One that lacks a few of the others' folders, or has some more, is like them.
  const sharing = inside.filter((names) => alike.has(names) || [...alike].some((other) => most(other, (name) => names.includes(name))));
  if (sharing.length < 2 || 3 * sharing.length < 2 * inside.length) return false;
  const shared = [...counts.keys()].filter(isShared);
  // cats/images/ and dogs/images/ say nothing, cats/train/ and cats/test/ are sides of the classes.
  return !shared.every(isFillerName) && (areDeep || !shared.every((name) => sideOfName(name) !== undefined));
}

/** Names of the folders in a top folder, unless most of its pictures lie beside them. */
function classFolders({ node }: PlacedFolder): string[] {
  return 2 * node.own >= node.all ? [] : [...new Set([...node.folders.keys()].map(nameKey))];
}
