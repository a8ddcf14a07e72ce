import type { DuplicateGroup, NearGroup } from '../../../shared/contract/image-calls.ts';

/** Files of equal content, or pictures that show nearly the same. */
export type PairKind = 'copies' | 'near';
export type PairGroup = DuplicateGroup | NearGroup;

export const isNear = (group: PairGroup): group is NearGroup => 'isSure' in group;

/** What is excluded where `kept` is kept. */
export const othersOf = ({ pictures }: PairGroup, kept: number): number[] =>
  pictures.map(({ image }) => image).filter((image) => image !== kept);

/** Groups of which one may be kept without a look: of one class, and surely the same. */
export const plainGroups = <Group extends PairGroup>(groups: readonly Group[]): Group[] =>
  groups.filter((group) => !group.differs.includes('label') && (!isNear(group) || group.isSure));

/** All but the first of each such group; of near duplicates the first is the largest (as `graft datasets duplicates --keep`). */
export const othersOfFirst = (groups: readonly PairGroup[]): number[] => plainGroups(groups).flatMap((group) => othersOf(group, group.pictures[0]!.image));
