/**
 * What of a picture the network sees: its middle, all of it with a border, or all of it squeezed into a square.
 * `crop`: torchvision's `Resize(floor(imageSize / cropPct))` and `CenterCrop(imageSize)`. `pad`: Pillow's `ImageOps.pad` to the square, its
 * border in `padColor`. `squeeze`: resized to the square whatever its shape. `cropPct` concerns `crop` alone.
 */
export const pictureFits = ['crop', 'pad', 'squeeze'] as const;
export type PictureFit = (typeof pictureFits)[number];
