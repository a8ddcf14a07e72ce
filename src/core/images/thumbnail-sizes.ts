/** Longest sides of pictures made for looking at, in pixels: the wall, the wall on a fine screen, one picture alone. */
export const thumbnailSizes = [160, 320, 1600] as const;
export type ThumbnailSize = (typeof thumbnailSizes)[number];
