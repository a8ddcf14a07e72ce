/** A picture as far as it says with which others it goes; `group` is null for one that belongs to no group. */
export interface Kept {
  readonly sha256: string;
  readonly label: number;
  readonly group?: string | null | undefined;
}

/** Pictures that are on one side of every split: those of one group, or of equal content. */
export interface KeptTogether<Picture> {
  /** The smallest sha256 among them: what a draw goes by. */
  readonly sha256: string;
  readonly members: readonly Picture[];
  readonly labels: ReadonlySet<number>;
  /** One content lies under two labels: it cannot tell right from wrong, so none of them validates. */
  readonly isContradictory: boolean;
}

const keyOf = ({ sha256, group }: Kept): string => (group === null || group === undefined ? sha256 : `group ${group}`);

/** In the order of their first members. Equal contents are of one group, or of none. */
export function keptTogether<Picture extends Kept>(pictures: Iterable<Picture>): KeptTogether<Picture>[] {
  return [...Map.groupBy(pictures, keyOf).values()].map((members) => {
    const labels = new Set(members.map(({ label }) => label));
    const labelOf = new Map(members.map(({ sha256, label }) => [sha256, label]));
    const isContradictory = labels.size > 1 && members.some(({ sha256, label }) => labelOf.get(sha256) !== label);
    const sha256 = members.reduce((least, member) => (member.sha256 < least ? member.sha256 : least), members[0]!.sha256);
    return { sha256, members, labels, isContradictory };
  });
}

/** Under which of its labels a group is dealt: the rarest, which can spare it least. `count` of the pictures of a label. */
export const dealtUnder = ({ labels }: Pick<KeptTogether<unknown>, 'labels'>, count: (label: number) => number): number =>
  [...labels].reduce((rarest, label) => (count(label) < count(rarest) || (count(label) === count(rarest) && label < rarest) ? label : rarest));
