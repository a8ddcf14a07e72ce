import { z } from 'zod';
import { netSpecSchema } from './net-spec.ts';
import { preprocessingSchema } from './preprocessing.ts';

const fileSchema = z.strictObject({ file: z.string().regex(/^[A-Za-z0-9._-]+$/), sizeBytes: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** What leaves a stage. */
const featureMapSchema = z.strictObject({
  /** Name of the ONNX output: `C2` leaves stage 1, as detectors call it. */
  name: z.string(),
  stage: z.string(),
  /** Pixels of the picture between two neighbours of the map. */
  stride: z.int().min(1),
  channels: z.int().min(1),
});
export type FeatureMap = z.infer<typeof featureMapSchema>;

/** Whose weights they are. */
export const featureSourceSchema = z.union([
  z.strictObject({ run: z.int() }),
  z.strictObject({ backbone: z.string(), licence: z.string(), sha256: z.string() }),
]);

/** `manifest.json` of a folder that `graft export --features` wrote. */
export const featureManifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  producer: z.literal('graft-studio'),
  kind: z.literal('features'),
  created: z.iso.datetime(),
  source: featureSourceSchema,
  net: netSpecSchema,
  architecture: z.string().nullable(),
  /** The network: `image` float32 `[batch, 3, height, width]`, RGB 0..255, normalisation inside. */
  onnx: fileSchema,
  /** Its weights by PyTorch's names, without a classifier. */
  weights: fileSchema,
  preprocessing: preprocessingSchema,
  /** Whether pictures may have any height and width; else those of `preprocessing`. */
  anySize: z.boolean(),
  maps: z.array(featureMapSchema).min(1),
  versions: z.strictObject({ graft: z.string(), tensorflow: z.string(), node: z.string() }),
  /** Largest difference between ONNX Runtime and the program's own engine on a drawn picture, in parts of the maps' root mean square. */
  receipt: z.strictObject({ maxRelativeDiff: z.number().min(0) }),
  sha256: z.string().optional(),
});
export type FeatureManifest = z.infer<typeof featureManifestSchema>;
