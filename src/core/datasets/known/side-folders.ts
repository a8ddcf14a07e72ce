import type { Split } from '../../../shared/split.ts';
import { nameKey } from '../../same-name.ts';
import { descend, type FolderNode, type PlacedFolder } from './folder-tree.ts';
import { areOnlySides, isFillerName, sideOfName, sidesOfNames } from './side-words.ts';

/** A folder that means a side, down to where its classes lie. */
export interface SideFolder extends PlacedFolder {
  /** The folder below the base, as it is told. */
  readonly top: PlacedFolder;
  readonly side: Split;
}

/** Folders inside one another that lie alone, down to where there are several; not the root. */
export function wrappers(root: PlacedFolder): PlacedFolder[] {
  const found: PlacedFolder[] = [];
  descend(root, (name, inside) => {
    found.push({ node: inside, prefix: `${found.at(-1)?.prefix ?? ''}${name}/` });
    return inside.folders.size > 0;
  });
  return found;
}

export const below = ({ node, prefix }: PlacedFolder): (PlacedFolder & { name: string })[] =>
  [...node.folders].map(([name, inside]) => ({ name, node: inside, prefix: `${prefix}${name}/` }));

/** The folders that mean a side. Where one lies in another that means the same (or in train/images/), the inner one counts. */
export function readSides(base: PlacedFolder, areSides = false): SideFolder[] {
  const tops = below(base);
  const means = sidesOfNames(tops.map(({ name }) => name), areSides);
  return tops.flatMap((top, i) => {
    const side = means[i];
    if (side === undefined) return [];
    const meansSame = (name: string): boolean => name === top.name || sideOfName(name) === (sideOfName(top.name) ?? side);
    const inner = descend(top, (name, inside, around) => isWrapper(name, inside, around) || meansSame(name));
    return [{ ...inner, top, side }];
  });
}

/** A folder such as images/ with folders inside that lies alone in another. */
const isWrapper = (name: string, inside: FolderNode, around: FolderNode): boolean =>
  isFillerName(name) && inside.folders.size > 0 && around.own === 0;

/** A top folder without images/, or another folder of its own name, around what is in it. */
export const insideOf = (top: PlacedFolder & { name: string }): PlacedFolder =>
  descend(top, (name, inside, around) => isWrapper(name, inside, around) || (name === top.name && inside.folders.size > 0));

export function isSides(base: FolderNode, sides: readonly SideFolder[]): boolean {
  const withClasses = sides.filter(({ node }) => node.folders.size > 0);
  const train = withClasses.filter(({ side }) => side === 'train');
  if (train.length === 0) return false;
  if (new Set(withClasses.map(({ side }) => side)).size > 1) return true;
  const classes = new Set(train.flatMap(({ node }) => [...node.folders.keys()].map(nameKey)));
  return classes.size > 1 && areOnlySides([...base.folders.keys()]);
}

/** The sides in a folder that is read as a data set of its own (fold_1/train/oak/); none where none of them holds class folders. */
export function sidesInside({ node, prefix }: PlacedFolder): SideFolder[] {
  const sides = readSides({ node, prefix });
  const withClasses = sides.filter((side) => [...side.node.folders.keys()].some((name) => !isFillerName(name)));
  return withClasses.length > 0 && (areOnlySides([...node.folders.keys()]) || isSides(node, withClasses)) ? sides : [];
}
