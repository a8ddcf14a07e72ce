import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine, TrainingImage } from '../../shared/trainer-protocol.ts';
import { freshProgress, loadBest } from './checkpoint.ts';
import { openEpochFiles } from './epoch-files.ts';
import type { EpochFiles } from './epoch-files.ts';
import type { Example, FeatureSource } from './feature-source.ts';
import { epochBatches, fitPhase } from './fit-phase.ts';
import type { PhaseContext } from './fit-phase.ts';
import { mixShare } from './mixup.ts';
import { seededRandom } from './seeded-random.ts';
import { startingWeights } from './starting-weights.ts';
import { openPhaseSession, initialState } from './training-session.ts';

// PyTorch's own OneCycleLR over 20 steps, which five epochs of four batches are.
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/recipes.json', import.meta.url), 'utf8')) as { oneCycle: { rates: number[]; momenta: number[] }[] };
const { rates, momenta } = golden.oneCycle[0]!;
const [epochs, batchSize, classes, peak] = [5, 5, 3, 0.1];

const net = planNet(tinyNet());
const { inFeatures: width, weight: weightName, bias: biasName } = net.classifier;
const before = await startingWeights(null, net, classes, 1);

const random = seededRandom(3);
/** 20 pictures to learn from, ten of the first class, and eight to judge by; each is what a head sees of it. */
const labels = [...Array.from({ length: 20 }, (_, at) => (at < 10 ? 0 : 1 + (at % 2))), 0, 1, 2, 0, 1, 2, 0, 1];
const features = labels.map((label) => Float32Array.from({ length: width }, (_, i) => 2 * random() - 1 + (i % classes === label ? 0.8 : 0)));
const pictures = (isWrong: boolean) =>
  labels.map((label, id): TrainingImage => ({ id, file: `${id}`, sha256: `${id}`.padStart(64, '0'), label: id >= 20 && isWrong ? (label + 1) % classes : label, split: id < 20 ? 'train' : 'val' }));
const source: FeatureSource = {
  cached: true,
  lacking: () => 0, prepare: async () => undefined, rest: () => undefined,
  load: async (examples) => ({ input: { shape: [examples.length, width], values: Float32Array.from(examples.flatMap(({ image }) => [...features[image.id]!])) }, examples }),
};

/** A row a class: its weights, then its bias. */
type Head = number[][];
const begun: Head = Array.from({ length: classes }, (_, c) => [...before.get(weightName)!.data.slice(c * width, (c + 1) * width), before.get(biasName)!.data[c]!]);
const mapped = (a: Head, b: Head, join: (a: number, b: number) => number): Head => a.map((row, c) => row.map((value, i) => join(value, b[c]![i]!)));

/** Logarithms of what a head says of a picture. */
function logSoftmax(head: Head, picture: ArrayLike<number>): number[] {
  const logits = head.map((row) => row.reduce((sum, value, i) => sum + value * (i < width ? picture[i]! : 1), 0));
  const log = Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
  return logits.map((value) => value - log);
}

interface Learned {
  readonly trainLoss: number;
  readonly valLoss: number;
  /** The one that answers. */
  readonly head: Head;
}

/** The same head in float64, by the sources' own definitions of a step, an average and a mixed picture; only order and shares are the program's. */
function byHand(context: PhaseContext, schedule: { rates: readonly number[]; momenta: readonly number[] }): Learned[] {
  const { plan, phase, validation } = context;
  const { mixup, ema, weightDecay, seed } = plan;
  let [head, velocity, average] = [begun, mapped(begun, begun, () => 0), begun];
  let step = 0;
  const oneHot = ({ label }: TrainingImage) => Array.from({ length: classes }, (_, c) => phase.labelSmoothing / classes + (c === label ? 1 - phase.labelSmoothing : 0));
  const learn = (batch: readonly Example[]): number => {
    const [share, rate, momentum] = [mixShare(mixup, seed, step), schedule.rates[step]!, schedule.momenta[step]!];
    step += 1;
    const mix = (of: (image: TrainingImage) => ArrayLike<number>, n: number) => {
      const [own, other] = [of(batch[n]!.image), of(batch.at(n - 1)!.image)];
      return Array.from(own, (value, i) => share * value + (1 - share) * other[i]!);
    };
    let loss = 0;
    let gradient = mapped(head, head, () => 0);
    for (const n of batch.keys()) {
      const [picture, target] = [mix(({ id }) => features[id]!, n), mix(oneHot, n)];
      const said = logSoftmax(head, picture);
      loss -= said.reduce((sum, log, c) => sum + target[c]! * log, 0);
      gradient = gradient.map((row, c) => row.map((value, i) => value + ((Math.exp(said[c]!) - target[c]!) * (i < width ? picture[i]! : 1)) / batch.length));
    }
    velocity = mapped(velocity, mapped(gradient, head, (g, w) => g + weightDecay * w), (v, g) => momentum * v + g);
    head = mapped(head, velocity, (w, v) => w - rate * v);
    average = mapped(average, head, (a, w) => a + (1 - ema) * (w - a));
    return loss;
  };
  return Array.from({ length: phase.epochs }, (_, epoch) => {
    const trainLoss = epochBatches(context, epoch).map(learn).reduce((a, b) => a + b) / context.train.length;
    const answering = ema === 0 ? head : average;
    const valLoss = -validation.reduce((sum, { id, label }) => sum + logSoftmax(answering, features[id]!)[label]!, 0) / validation.length;
    return { trainLoss, valLoss, head: answering };
  });
}

/** A phase that begins, and what it tells. */
function begin(plan: RunPlan, phase: Phase, isWrong = false) {
  const session = openPhaseSession(plan, net, phase, classes, before);
  session.restore(initialState(session.rows, before));
  const images = pictures(isWrong);
  const [runFolder, run, told] = [tempFolder(), '1@0', [] as FromEngine[]];
  const context: PhaseContext = {
    plan,
    phase,
    classes,
    before,
    session,
    runFolder,
    run,
    files: openEpochFiles(runFolder, run),
    classWeights: new Float64Array(classes).fill(1),
    train: images.filter(({ split }) => split === 'train'),
    validation: images.filter(({ split }) => split === 'val'),
    endsAfter: epochs,
    trainSource: source,
    validationSource: source,
    emit: (event) => told.push(event),
    stopped: () => false,
    elapsedSeconds: () => 1,
  };
  return { context, told };
}

const steady = { rates: rates.map(() => peak), momenta: rates.map(() => 0.9) };
const constant: Partial<RunPlan> = { schedule: 'constant', warmup: 0 };

test.each<{ what: string; plan: Partial<RunPlan>; phase?: Partial<Phase>; schedule?: typeof steady; isWrong?: boolean; ends?: number; mean?: number; shown?: number[] }>([
  { what: "one cycle takes PyTorch's rate and momentum in every step", plan: { schedule: 'one-cycle', warmup: 0.3 }, schedule: { rates, momenta } },
  {
    what: 'steps divide the rate by ten at half and three quarters of the steps (arXiv 1512.03385)',
    plan: { schedule: 'step', warmup: 0 },
    schedule: { rates: rates.map((_, step) => (step < 10 ? 0.1 : step < 15 ? 0.01 : 0.001)), momenta: steady.momenta },
  },
  { what: 'pictures and labels are mixed alike, smoothed before (arXiv 1710.09412)', plan: { ...constant, mixup: 0.6 }, phase: { labelSmoothing: 0.1 } },
  { what: 'an average of the weights is what is judged and kept', plan: { ...constant, ema: 0.8 } },
  { what: 'of the best epochs the mean is kept where it is better', plan: { ...constant, averageEpochs: 'best:2' }, phase: { learningRate: 0.3 }, schedule: { ...steady, rates: rates.map(() => 0.3) }, mean: 2 },
  { what: 'classes are drawn alike (arXiv 1910.09217)', plan: { ...constant, sampling: 'balanced' }, shown: [6, 7, 7] },
  { what: 'after so many epochs without a lower validation loss it ends early', plan: constant, phase: { patience: 2 }, isWrong: true, ends: 3 },
])('$what: every step is that of a computation by hand', async ({ plan: changes, phase: ofPhase, schedule = steady, isWrong = false, ends = epochs, mean: count, shown = [5, 5, 10] }) => {
  const phase = smallPhase({ name: 'head', cut: 'head', epochs, batchSize, learningRate: peak, ...ofPhase });
  const plan = smallPlan([phase], { net: net.spec, optimizer: 'sgd', ...changes });
  const { context, told } = begin(plan, phase, isWrong);
  const { session, runFolder, run } = context;
  const progress = freshProgress();
  expect(await fitPhase(context, progress)).toBe(true);
  session.close();

  const places = epochBatches(context, 0).flat().map(({ image }) => image.label);
  expect(Array.from({ length: classes }, (_, c) => places.filter((label) => label === c).length).toSorted((a, b) => a - b), 'of each class').toEqual(shown);
  const learned = byHand(context, schedule).slice(0, ends);
  expect(progress.reports).toHaveLength(ends);
  for (const [at, { trainLoss, valLoss }] of learned.entries()) {
    expect(progress.reports[at]!.trainLoss).toBeCloseTo(trainLoss, 4);
    expect(progress.reports[at]!.valLoss).toBeCloseTo(valLoss, 4);
  }
  const [best, ...others] = learned.toSorted((a, b) => a.valLoss - b.valLoss);
  const heads = [best!, ...others].slice(0, count ?? 1).map(({ head }) => head);
  const expected = heads.reduce((sum, head) => mapped(sum, head, (a, b) => a + b)).map((row) => row.map((value) => value / heads.length));
  const kept = await loadBest(runFolder, 0, run);
  expect(told.some((event) => event.type === 'notice' && event.notice.about === 'average-answers')).toBe(count !== undefined);
  for (const [c, row] of expected.entries()) {
    expect(kept.get(biasName)!.data[c]).toBeCloseTo(row[width]!, 4);
    for (let i = 0; i < width; i++) expect(kept.get(weightName)!.data[c * width + i]).toBeCloseTo(row[i]!, 4);
  }
});

test.each([
  { what: 'of the last phase it must beat what answers so far', later: 0, told: 'average-not-better' },
  { what: 'of another the next phase begins with it', later: 1, told: 'average-answers' },
])('a mean of epochs behind a better earlier phase: $what', async ({ later, told: expected }) => {
  const phase = smallPhase({ name: 'head', cut: 'head', epochs, batchSize, learningRate: 0.3 });
  const { context, told } = begin(smallPlan([phase, ...[phase, phase].slice(0, 1 + later)], { net: net.spec, optimizer: 'sgd', ...constant, averageEpochs: 'best:2' }), phase);
  const earlier = { epoch: 1, phase: 0, valLoss: 1e-3 };
  const progress = { ...freshProgress(), phase: 1, best: earlier };
  await fitPhase(context, progress);
  context.session.close();
  const [notice] = told.flatMap((event) => (event.type === 'notice' && 'best' in event.notice ? [event.notice] : []));
  expect(notice!.about).toBe(expected);
  expect(notice!.best === earlier.valLoss).toBe(later === 0);
  expect(progress.best).toEqual(earlier);
});

test('of epochs that are shorter than twenty checkpoints the first and the last are kept, with the best weights by then; all are told', async () => {
  const phase = smallPhase({ name: 'head', cut: 'head', epochs, batchSize, learningRate: peak });
  const { context, told } = begin(smallPlan([phase], { net: net.spec, optimizer: 'sgd', ...constant }), phase);
  const { session, runFolder, run } = context;
  // A second between any two looks, so that a checkpoint takes one, and all five epochs less than twenty.
  let seconds = 0;
  const files = openEpochFiles(runFolder, run, () => 1000 * seconds++);
  const kept: { epochs: number; best: number }[] = [];
  const checkpoint: EpochFiles['checkpoint'] = async (state, progress) => {
    await files.checkpoint(state, progress);
    const answering = await loadBest(runFolder, 0, run);
    const isNow = [...session.answering()()].every(([name, { data }]) => data.every((value, i) => value === answering.get(name)!.data[i]));
    kept.push({ epochs: progress.epochs, best: isNow ? progress.epochs : 0 });
  };
  const progress = freshProgress();
  await fitPhase({ ...context, files: { ...files, checkpoint } }, progress);
  session.close();
  expect(progress.best!.epoch, 'every epoch was better than the one before').toBe(epochs);
  expect(kept).toEqual([{ epochs: 1, best: 1 }, { epochs, best: epochs }]);
  expect(told.flatMap((event) => (event.type === 'epoch' ? [event.report.epoch] : []))).toEqual([1, 2, 3, 4, 5]);
});
