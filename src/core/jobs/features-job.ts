import { exportFeatures } from '../exporting/export-features.ts';
import { openFeatureMaps } from '../nets/feature-maps.ts';
import type { Backbone } from '../nets/model.ts';
import { loadModel } from '../training/model-folder.ts';
import type { FeaturesJob, FeaturesResult } from '../../shared/feature-maps-job.ts';
import { openBackbone } from './answer-job.ts';

/** Writes the feature maps of a run's network or of a backbone; ONNX Runtime and the engine must agree on them. */
export async function runFeaturesJob({ model, out, source, versions }: FeaturesJob): Promise<FeaturesResult> {
  const backbone: Backbone = 'folder' in model ? await loadModel(model.folder) : await openBackbone(model);
  const mapper = openFeatureMaps(backbone);
  try {
    const { folder, maps, maxRelativeDiff } = await exportFeatures({ backbone, out, manifest: { source, versions }, maps: mapper.maps });
    return { kind: 'features', folder, maps: [...maps], maxRelativeDiff };
  } finally {
    mapper.close();
  }
}
