import type { TrainingProgress } from './checkpoint.ts';

/** How gradients of float16 are kept from overflowing, and what has become of that. */
export type LossScaling = Pick<TrainingProgress, 'lossScale' | 'stepsAtScale' | 'skippedSteps'>;

/** So many steps at one scale make it grow. */
const growthInterval = 2000;

/** Of float16, which alone ever skips a step: the scale then halves, and doubles again after 2000 good steps in a row (PyTorch's GradScaler), between 1 and 65,536. */
export function nextScaling({ lossScale, stepsAtScale, skippedSteps }: LossScaling, applied: boolean): LossScaling {
  if (!applied) return { lossScale: Math.max(1, lossScale / 2), stepsAtScale: 0, skippedSteps: skippedSteps + 1 };
  if (stepsAtScale + 1 < growthInterval) return { lossScale, stepsAtScale: stepsAtScale + 1, skippedSteps };
  return { lossScale: Math.min(2 ** 16, lossScale * 2), stepsAtScale: 0, skippedSteps };
}
