import { z } from 'zod';
import { backboneFileSchema } from './backbone-file.ts';
import { featureSourceSchema, type FeatureMap } from './feature-manifest.ts';
import { netSpecSchema } from './net-spec.ts';
import { preprocessingSchema } from './preprocessing.ts';

/** Writes the feature maps of a network's stages for detectors. */
export const featuresJobSchema = z.strictObject({
  kind: z.literal('features'),
  /** A run's folder, or a backbone. */
  model: z.union([
    z.strictObject({ folder: z.string() }),
    z.strictObject({ backbone: backboneFileSchema, net: netSpecSchema, preprocessing: preprocessingSchema }),
  ]),
  out: z.string(),
  source: featureSourceSchema,
  versions: z.strictObject({ graft: z.string(), tensorflow: z.string(), node: z.string() }),
});
export type FeaturesJob = z.infer<typeof featuresJobSchema>;

export interface FeaturesResult {
  kind: 'features';
  folder: string;
  maps: FeatureMap[];
  /** Between ONNX Runtime and the engine, in parts of a map's root mean square. */
  maxRelativeDiff: number;
}
