/** One process of `npm run check:gpu`: takes an `Ask` over the channel, answers with an `Answer` each and ends. */
import { createHash } from 'node:crypto';
import { loadBinding } from '../../src/core/engine/binding.ts';
import { namedNets } from '../../src/core/nets/named.ts';
import { planNet } from '../../src/core/nets/plan/net-plan.ts';
import { createPredictor } from '../../src/core/nets/predictor.ts';
import { drawnWeights } from '../../src/core/training/drawn-weights.ts';
import { nextScaling } from '../../src/core/training/loss-scale.ts';
import { openPrefix } from '../../src/core/training/prefix.ts';
import { seededRandom } from '../../src/core/training/seeded-random.ts';
import { buildTargets } from '../../src/core/training/targets.ts';
import { initialState, openTrainingSession } from '../../src/core/training/training-session.ts';
import { forwardError } from '../../test/forward-golden.ts';
import { spreadOf } from '../spread.ts';
import type { Answer, Ask, Overflow, Timed } from './ask.ts';
import { gpuMemoryBytes } from './cards.ts';
import { operationTimes } from './operations.ts';

const size = 224;
const classes = 6;
/** At which gradients of float16, whose largest number is 65,504, overflow. */
const overflowingScale = 2 ** 32;
/** The first calls compile kernels and let cuDNN choose among its algorithms. */
const warmUps = 3;
const leastRounds = 8;
const leastSeconds = 1;
const half: [number, number, number] = [0.5, 0.5, 0.5];
const preprocessing = { imageSize: size, cropPct: 0.875, interpolation: 'bilinear', mean: half, std: half, channels: 'RGB' } as const;

/** Noise, as the speed of a GPU's multiplications depends on the values. */
function noise(batch: number): Uint8Array {
  const random = seededRandom(batch);
  return Uint8Array.from({ length: batch * size * size * 3 }, () => random() * 256);
}

function timed(batch: number, work: () => void): Timed {
  for (let i = 0; i < warmUps; i++) work();
  const seconds: number[] = [];
  for (let total = 0; seconds.length < leastRounds || total < leastSeconds; total += seconds.at(-1)!) {
    const started = performance.now();
    work();
    seconds.push((performance.now() - started) / 1000);
  }
  return { batch, imagesPerSecond: spreadOf(seconds.map((value) => batch / value)), memoryBytes: gpuMemoryBytes(process.pid) };
}

const netOf = (model: string) => planNet(namedNets.get(model)!.spec);

function forward({ model, precision, batches }: Extract<Ask, { what: 'forward' }>): Timed[] {
  const net = netOf(model);
  const tensors = drawnWeights(net, classes);
  if (precision === 'float32') {
    const predictor = createPredictor({ net, classes: ['a', 'b', 'c', 'd', 'e', 'f'], preprocessing, tensors });
    return batches.map((batch) => timed(batch, predictor.logits.bind(null, noise(batch), batch)));
  }
  const prefix = openPrefix({ net, tensors, cut: 'head', preprocessing, compute: precision });
  return batches.map((batch) => timed(batch, prefix.run.bind(null, noise(batch), batch)));
}

function openSteps({ model, precision, batchNorm }: Omit<Extract<Ask, { what: 'bits' }>, 'what' | 'batch'>) {
  const plan = netOf(model);
  const session = openTrainingSession({ plan, cut: 'stem', classes, batchNorm, compute: precision, optimizer: 'adamw', weightDecay: 0.01, preprocessing });
  session.restore(initialState(session.rows, drawnWeights(plan, classes)));
  return {
    /** `step` counts from 1. */
    take(pixels: Uint8Array, batch: number, step: number, lossScale = 1024) {
      const labels = Array.from({ length: batch }, (_, i) => i % classes);
      const targets = buildTargets(labels, classes, 0.1, new Float64Array(classes).fill(1));
      const input = { shape: [batch, size, size, 3], values: pixels };
      return session.step(input, targets.values, targets.weight, 1e-5, step, { lossScale: precision === 'float16' ? lossScale : 1 });
    },
    /** Of weights and moments. */
    sha256() {
      const hash = createHash('sha256');
      for (const { data } of session.read().values()) hash.update(data);
      return hash.digest('hex');
    },
    close: session.close,
  };
}

function steps(ask: Extract<Ask, { what: 'step' }>): Timed[] {
  const { take } = openSteps(ask);
  let step = 0;
  return ask.batches.map((batch) => {
    const pixels = noise(batch);
    return timed(batch, () => void take(pixels, batch, ++step));
  });
}

/** Ten steps from the same start: what the weights are then, as one hash. */
function bits(ask: Extract<Ask, { what: 'bits' }>): { sha256: string; loss: number; applied: number } {
  const { take, sha256 } = openSteps(ask);
  const pixels = noise(ask.batch);
  const results = Array.from({ length: 10 }, (_, i) => take(pixels, ask.batch, i + 1));
  return { sha256: sha256(), loss: results.at(-1)!.loss, applied: results.filter(({ applied }) => applied).length };
}

/** A step, then steps from a scale that overflows until one is applied; then the first and the last alone, from the same start. */
function overflow({ model, batch }: Extract<Ask, { what: 'overflow' }>): Overflow {
  const setting = { model, precision: 'float16', batchNorm: 'eval' } as const;
  const pixels = noise(batch);
  const first = openSteps(setting);
  // With moments of 0 a step that is wrongly taken would move little.
  first.take(pixels, batch, 1);
  const before = first.sha256();
  let [step, scale, kept] = [2, overflowingScale, true];
  let result = first.take(pixels, batch, step, scale);
  for (; !result.applied && scale > 1; result = first.take(pixels, batch, ++step, scale)) {
    kept &&= first.sha256() === before;
    scale = nextScaling({ lossScale: scale, stepsAtScale: 0, skippedSteps: 0 }, false).lossScale;
  }
  const after = first.sha256();
  first.close();
  const alone = openSteps(setting);
  alone.take(pixels, batch, 1);
  alone.take(pixels, batch, step, scale);
  return { skipped: step - 2, kept, applied: result.applied ? { scale, loss: result.loss } : null, same: alone.sha256() === after && after !== before };
}

/** One batch of pixels handed to the binding and dropped: as bytes it goes to the card at once, as words it waits for the graph. */
function feed(batches: readonly number[]): NonNullable<Answer['feed']> {
  const binding = loadBinding();
  return batches.map((batch) => {
    const pixels = noise(batch);
    const words = new Int32Array(pixels.buffer);
    const milliseconds = (hand: () => number) => (1000 * batch) / timed(batch, () => binding.deleteTensor(hand())).imagesPerSecond.median;
    const bytesMilliseconds = milliseconds(() => binding.createTensor([batch, size, size, 3], 4, pixels));
    return { batch, bytesMilliseconds, wordsMilliseconds: milliseconds(() => binding.createTensor([batch, words.length / batch], 3, words)) };
  });
}

function answer(ask: Ask): Answer {
  switch (ask.what) {
    case 'forward':
      return { timed: forward(ask) };
    case 'step':
      return { timed: steps(ask) };
    case 'bits':
      return { bits: bits(ask) };
    case 'overflow':
      return { overflow: overflow(ask) };
    case 'operations':
      return { operations: operationTimes(ask.precision, ask.batch) };
    case 'feed':
      return { feed: feed(ask.batches) };
    case 'golden':
      return { errors: ask.models.map((model) => ({ model, error: forwardError(model) })) };
  }
}

process.on('message', (ask: Ask) => {
  process.send!(answer(ask), () => process.disconnect());
});
