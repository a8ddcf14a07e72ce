import { z } from 'zod';

const triple = z.tuple([z.number(), z.number(), z.number()]);

/**
 * How a picture becomes the network's input; travels with the weights, the run and every export.
 * `imageSize` in pixels (square), `cropPct` the part of the resized short side that the crop keeps,
 * `mean` and `std` for RGB in 0..1 (timm's `pretrained_cfg`).
 */
export const preprocessingSchema = z.strictObject({
  imageSize: z.int().min(32).max(1024),
  cropPct: z.number().min(0.1).max(1),
  interpolation: z.enum(['bilinear', 'bicubic']),
  mean: triple,
  std: triple.refine((std) => std.every((s) => s > 0), 'every std must be above 0'),
  channels: z.literal('RGB'),
});
export type Preprocessing = z.infer<typeof preprocessingSchema>;
