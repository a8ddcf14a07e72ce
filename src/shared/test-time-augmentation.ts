/** Looks at a picture whose answers are averaged: as it is; and mirrored; four corners and the middle, as they are and mirrored. */
export const testTimeAugmentations = ['none', 'flip', 'tencrop'] as const;
export type TestTimeAugmentation = (typeof testTimeAugmentations)[number];

/** How often the network computes for one answer. */
export const looksAtPicture: Readonly<Record<TestTimeAugmentation, number>> = { none: 1, flip: 2, tencrop: 10 };
