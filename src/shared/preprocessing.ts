import { z } from 'zod';
import { pictureFits } from './picture-fits.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);

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
