import { z } from 'zod';

const triple = z.tuple([z.number(), z.number(), z.number()]);

/**
 * What of a picture the network sees: its middle, all of it with a border, or all of it squeezed into a square.
 * `crop`: torchvision's `Resize(floor(imageSize / cropPct))` and `CenterCrop(imageSize)`. `pad`: Pillow's `ImageOps.pad` to the square, its
 * border in `padColor`. `squeeze`: resized to the square whatever its shape. `cropPct` concerns `crop` alone.
 */
export const pictureFits = ['crop', 'pad', 'squeeze'] as const;
export type PictureFit = (typeof pictureFits)[number];

const level = z.int().min(0).max(255);

/**
 * How a picture becomes the network's input; travels with the weights, the run and every export.
 * `imageSize` in pixels (square), `cropPct` the part of the resized short side that the crop keeps,
 * `mean` and `std` for RGB in 0..1 (timm's `pretrained_cfg`). `fit` left out is `crop`; `padColor` is RGB 0..255, left out black.
 */
export const preprocessingSchema = z.strictObject({
  imageSize: z.int().min(32).max(1024),
  cropPct: z.number().min(0.1).max(1),
  interpolation: z.enum(['bilinear', 'bicubic']),
  mean: triple,
  std: triple.refine((std) => std.every((s) => s > 0), 'every std must be above 0'),
  channels: z.literal('RGB'),
  fit: z.enum(pictureFits).optional(),
  padColor: z.tuple([level, level, level]).optional(),
});
export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** What decides the pixels that a network is given, before they are normalised. */
export type InputGeometry = Pick<Preprocessing, 'imageSize' | 'cropPct' | 'interpolation' | 'fit' | 'padColor'>;
