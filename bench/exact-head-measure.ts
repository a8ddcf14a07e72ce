import { tmpdir } from 'node:os';
import { collectFeatures } from '../src/core/training/feature-blocks.ts';
import type { CollectedFeatures } from '../src/core/training/feature-blocks.ts';
import { seededRandom } from '../src/core/training/seeded-random.ts';
import { solveExactly } from '../src/core/training/solve-exactly.ts';

/** In a process with the engine's environment: one head of drawn features, as large as asked. */
export interface ExactMeasurement {
  readonly rows: number;
  readonly dimensions: number;
  readonly classes: number;
}

/** Normal numbers by Box and Muller. */
function normal(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Like pooled features: never negative, a few directions large and most small, classes that overlap. Told row by row: all of them would hide what a solver holds. */
function drawn({ rows, dimensions, classes }: ExactMeasurement): { features: CollectedFeatures; labels: number[] } {
  const next = normal(seededRandom(7));
  const hidden = 64;
  const mixing = Float32Array.from({ length: hidden * dimensions }, () => next() / 8);
  const centres = Float32Array.from({ length: classes * hidden }, () => next() * 0.5);
  const labels = Array.from({ length: rows }, (_, row) => row % classes);
  const features = collectFeatures(tmpdir(), dimensions);
  const own = new Float32Array(dimensions);
  for (const label of labels) {
    for (let j = 0; j < dimensions; j++) own[j] = 0.1 * next();
    for (let h = 0; h < hidden; h++) {
      const value = (centres[label * hidden + h]! + next()) / (1 + h / 8);
      for (let j = 0; j < dimensions; j++) own[j]! += value * mixing[h * dimensions + j]!;
    }
    for (let j = 0; j < dimensions; j++) own[j] = Math.max(0, own[j]! + 0.2);
    features.add(own);
  }
  return { features, labels };
}

process.once('message', async (asked: ExactMeasurement) => {
  const { features, labels } = drawn(asked);
  const request = {
    features,
    labels,
    classes: asked.classes,
    groups: labels.map((_, row) => String(row)),
    classWeights: new Float64Array(asked.classes).fill(1),
    labelSmoothing: 0,
    seed: 0,
    stopped: () => false,
  };
  const timed = async (l2: number | null) => {
    const before = process.cpuUsage();
    const head = (await solveExactly({ ...request, l2 }))!;
    const { user, system } = process.cpuUsage(before);
    return { head, seconds: head.seconds, processorSeconds: (user + system) / 1e6 };
  };
  const { head: first, ...chosen } = await timed(null);
  const { head, ...given } = await timed(first.l2);
  const { l2, gradientNorm, iterations } = head;
  process.send!({ l2, gradientNorm, iterations, chosen, given, memoryBytes: process.resourceUsage().maxRSS * 1024 });
  process.disconnect();
});
