import { expect, test } from 'vitest';
import { netSpecSchema } from '../../shared/net-spec.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { gradientByDepth } from './gradient-by-depth.ts';
import { startingWeights } from './starting-weights.ts';

/** How much more arrives at the first of 24 blocks of one shape than at the last, with a factor on the shortcut. */
async function ratio(shortcut: number): Promise<number> {
  const same = { kind: 'scaled', shortcut, branch: 1 };
  const plan = planNet(netSpecSchema.parse({ stem: 'small', stages: [{ blocks: 24, channels: 8, stride: 1 }], block: 'basic', shortcut: { same, change: 'projection' }, stemChannels: 8 }));
  const norms = gradientByDepth(plan, await startingWeights(null, plan, 4, 3), 4, 16);
  expect(norms.map(({ block }) => block)).toEqual(plan.blocks.map(({ cut }) => cut));
  expect(norms.every(({ norm }) => Number.isFinite(norm) && norm >= 0)).toBe(true);
  expect(norms[0]!.carried).toBeCloseTo(shortcut ** 24, 10);
  expect(norms.at(-1)!.carried).toBe(shortcut);
  return norms[0]!.norm / norms.at(-1)!.norm;
}

// At the start BatchNorm makes the branch's gradient large where its input is small: without shortcuts it explodes (arXiv 1902.08129), and the
// identity keeps it within an order of magnitude.
test('the identity hands the gradient back whole; without shortcuts it explodes with depth', { timeout: 120_000 }, async () => {
  const [none, whole] = [await ratio(0), await ratio(1)];
  expect(whole).toBeGreaterThan(1);
  expect(none).toBeGreaterThan(5 * whole);
});

test('a learned shortcut ends what is known of the product', async () => {
  const plan = planNet(netSpecSchema.parse({ stem: 'small', stages: [1, 2].map((stride) => ({ blocks: 2, channels: 8, stride })), block: 'basic', stemChannels: 8 }));
  const norms = gradientByDepth(plan, await startingWeights(null, plan, 3, 1), 3, 16);
  expect(norms.map(({ carried }) => carried)).toEqual([null, null, null, 1]);
});
