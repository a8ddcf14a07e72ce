import { expect, test } from 'vitest';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { adaptedTensors } from '../src/core/training/adapt-norms.ts';
import { drawnWeights } from '../src/core/training/drawn-weights.ts';
import { measureGradients } from '../src/core/training/measure-gradients.ts';
import type { MeasuredPhase } from '../src/core/training/measure-gradients.ts';
import { initialState, openTrainingSession } from '../src/core/training/training-session.ts';
import type { Preprocessing } from '../src/shared/preprocessing.ts';
import { sayGpu } from './as-on-a-gpu.ts';
import { tinyNet } from './tiny-nets.ts';

const say = sayGpu();
const size = 32;
const batch = 8;
const classes = ['a', 'b', 'c'];
const preprocessing: Preprocessing = { imageSize: size, cropPct: 1, interpolation: 'bilinear', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], channels: 'RGB' };
const net = planNet(tinyNet());
const tensors = drawnWeights(net, classes.length);
const pixels = Uint8Array.from({ length: batch * size * size * 3 }, (_, i) => (i * 37 + 11 * (i >> 7)) & 255);

/** The same by a session that is fed bytes and by one that is fed words. */
async function both<T>(work: () => T | Promise<T>): Promise<{ bytes: T; words: T }> {
  say(false);
  const bytes = await work();
  say(true);
  return { bytes, words: await work() };
}

test('statistics are taken from pictures that a card is fed as words', async () => {
  const { bytes, words } = await both(() => adaptedTensors({ net, preprocessing, classes, tensors }, [{ pixels, batch }]));
  expect(words).toEqual(bytes);
});

test('gradients are measured on pictures that a card is fed as words', async () => {
  const { bytes, words } = await both(async () => {
    const setting = { batchNorm: 'train', preprocessing } as const;
    const session = openTrainingSession({ ...setting, plan: net, cut: 'stem', classes: classes.length, compute: 'float32', optimizer: 'adamw', weightDecay: 0 });
    session.restore(initialState(session.rows, tensors));
    const train = Array.from({ length: batch }, (_, id) => ({ id, file: '', sha256: '', label: id % classes.length, split: 'train' as const }));
    // Of a plan and a phase what is read here.
    const asked = {
      plan: { net: net.spec, seed: 1, precision: 'float32', ...setting },
      phase: { cut: 'stem' },
      classes: classes.length,
      train,
      before: tensors,
      session,
      trainSource: { load: async (examples: readonly object[]) => ({ input: { shape: [batch, size, size, 3], values: pixels }, examples }) },
    } as unknown as MeasuredPhase;
    const measured = await measureGradients(asked, session.read(), 0);
    session.close();
    return measured.blocks;
  });
  expect(words).toEqual(bytes);
  expect(words.every(({ norm }) => norm! > 0)).toBe(true);
});
