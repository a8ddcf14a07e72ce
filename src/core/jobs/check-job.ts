import { loadBinding } from '../engine/binding.ts';
import { locateEngine } from '../engine-host/locate.ts';
import type { FloatType } from '../graph/dtype.ts';
import { namedNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { drawnWeights } from '../training/drawn-weights.ts';
import { openPrefix } from '../training/prefix.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { CheckJob, CheckResult } from '../../shared/check-job.ts';

/** Large enough that threads and matrix instructions count, small enough to take a few seconds on a slow processor. */
const size = 160;
const batch = 8;
const rounds = 2;

/** Images per second of ResNet-50 up to stage 4 in one precision, the best of a few rounds. */
function measure(compute: FloatType): number {
  const net = planNet(namedNets.get('resnet50')!.spec);
  const half: [number, number, number] = [0.5, 0.5, 0.5];
  const preprocessing: Preprocessing = {
    imageSize: size,
    cropPct: 1,
    interpolation: 'bilinear',
    mean: half,
    std: half,
    channels: 'RGB',
  };
  const prefix = openPrefix({ net, tensors: drawnWeights(net, 2), cut: 'stage4', preprocessing, compute });
  const pixels = Uint8Array.from({ length: batch * size * size * 3 }, (_, i) => (i * 31) & 255);
  prefix.run(pixels, batch);
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    prefix.run(pixels, batch);
    best = Math.max(best, (batch * 1000) / (performance.now() - started));
  }
  prefix.close();
  return best;
}

/** What the engine is and, when asked, how fast each precision runs here. float16 is only tried on a GPU. */
export function runCheckJob(job: CheckJob): CheckResult {
  const binding = loadBinding();
  const gpu = binding.isUsingGpuDevice();
  const tried: FloatType[] = gpu ? ['float32', 'bfloat16', 'float16'] : ['float32', 'bfloat16'];
  const precisions = job.measurePrecision
    ? tried.map((precision) => ({ precision, imagesPerSecond: measure(precision) }))
    : [];
  return { kind: 'check', tensorflow: binding.TF_Version, engine: locateEngine().version, gpu, precisions };
}
