import type { DuplicateGroup } from '../../../shared/contract/image-calls.ts';

/** What is excluded where `kept` is kept. */
export const othersOf = ({ pictures }: DuplicateGroup, kept: number): number[] =>
  pictures.map(({ image }) => image).filter((image) => image !== kept);

/** All but the first of each group of one class; where classes differ somebody has to look (as `graft datasets duplicates --keep first`). */
export const othersOfFirst = (groups: readonly DuplicateGroup[]): number[] =>
  groups.filter(({ differs }) => !differs.includes('label')).flatMap((group) => othersOf(group, group.pictures[0]!.image));
