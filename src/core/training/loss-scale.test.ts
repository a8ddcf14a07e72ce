import { expect, test } from 'vitest';
import { freshProgress } from './checkpoint.ts';
import { nextScaling } from './loss-scale.ts';
import type { LossScaling } from './loss-scale.ts';

/** torch.amp.GradScaler(init_scale=4096): what `get_scale()` gives after so many steps, of which these overflow; printed by PyTorch 2.13. */
const overflowing = [1, 2, 1500];
const ofPyTorch: readonly (readonly [steps: number, scale: number])[] = [[1, 2048], [2, 1024], [1499, 1024], [1500, 512], [3499, 512], [3500, 1024], [5499, 1024], [5500, 2048]];

const after = (steps: number): LossScaling => {
  let scaling: LossScaling = freshProgress();
  for (let step = 1; step <= steps; step++) scaling = nextScaling(scaling, !overflowing.includes(step));
  return scaling;
};

test("the scale halves where a step overflows and doubles after 2000 good ones in a row, as PyTorch's", () => {
  expect(ofPyTorch.map(([steps]) => [steps, after(steps).lossScale])).toEqual(ofPyTorch);
  expect(after(5500).skippedSteps).toBe(3);
});

test('it stays between 1 and 65,536', () => {
  const told = (scaling: LossScaling, applied: boolean) => nextScaling(scaling, applied).lossScale;
  expect(told({ lossScale: 1, stepsAtScale: 7, skippedSteps: 0 }, false)).toBe(1);
  expect(told({ lossScale: 2 ** 16, stepsAtScale: 1999, skippedSteps: 0 }, true)).toBe(2 ** 16);
});
