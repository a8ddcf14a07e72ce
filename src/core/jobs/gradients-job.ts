import { planNet } from '../nets/plan/net-plan.ts';
import { gradientByDepth } from '../training/gradient-by-depth.ts';
import { loadModel } from '../training/model-folder.ts';
import { startingWeights } from '../training/starting-weights.ts';
import type { GradientsJob, GradientsResult } from '../../shared/gradients-job.ts';

/** How much of the gradient arrives at each block: of a run's network as it was trained, or of networks as they start. */
export async function runGradientsJob({ model, classes, imageSize }: GradientsJob): Promise<GradientsResult> {
  if ('folder' in model) {
    const { net, tensors, classes: names, preprocessing } = await loadModel(model.folder);
    return { kind: 'gradients', series: [gradientByDepth(net, tensors, names.length, preprocessing.imageSize)] };
  }
  const series: GradientsResult['series'] = [];
  for (const spec of model.nets) {
    const net = planNet(spec);
    series.push(gradientByDepth(net, await startingWeights(null, net, classes, model.seed), classes, imageSize));
  }
  return { kind: 'gradients', series };
}
