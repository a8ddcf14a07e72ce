import { someGrouped } from '../evaluation/accuracy-interval.ts';
import { StudioError } from '../errors.ts';
import { top1 } from '../evaluation/top-k.ts';
import { channelMoments, normShift } from '../evaluation/norm-shift.ts';
import type { LayerShift } from '../evaluation/norm-shift.ts';
import { readBatches } from '../images/read-batches.ts';
import { openDepthFeatures } from '../nets/depth-features.ts';
import type { DepthFeatures } from '../nets/depth-features.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { seededRandom } from '../training/seeded-random.ts';
import { wholeFeatures } from '../training/feature-blocks.ts';
import { solveExactly } from '../training/solve-exactly.ts';
import { readNetwork } from '../weights/network-weights.ts';
import type { ProfileResult } from '../../shared/profile-result.ts';
import type { FromEngine, ProfileJob, TrainingImage } from '../../shared/trainer-protocol.ts';
import { openPool } from './open-pool.ts';

const batchSize = 16;
const timedRounds = 2;
/** Of the training pictures, for a learning curve of the last place beside what it knows of all. */
const shares = [0.125, 0.25, 0.5];

/** The first of each class in a drawn order, at least one; whole groups of each, where there are any: pictures that come new come in groups. */
function shareOfRows(rows: readonly number[], images: readonly TrainingImage[], share: number, random: () => number): number[] {
  const drawn = [...Map.groupBy(rows, (row) => images[row]!.group ?? row).values()].map((own) => ({ own, key: random() }));
  const order = drawn.toSorted((a, b) => a.key - b.key).flatMap(({ own }) => own);
  return [...Map.groupBy(order, (row) => images[row]!.label).values()]
    .flatMap((own) => {
      const groupOf = (row: number) => images[row]!.group;
      const wanted = own.slice(0, Math.max(1, Math.round(own.length * share)));
      const last = groupOf(wanted.at(-1)!);
      return typeof last === 'string' ? [...wanted, ...own.slice(wanted.length).filter((row) => groupOf(row) === last)] : wanted;
    })
    .toSorted((a, b) => a - b);
}

interface Known {
  readonly images: readonly TrainingImage[];
  /** Of each place, `[images, dimensions]`. */
  readonly features: readonly Float32Array[];
  /** Of each norm. */
  readonly shifts: readonly LayerShift[];
}

/** One pass over all pictures that can be read. */
async function readAll({ images, preprocessing, decodeThreads }: ProfileJob, depth: DepthFeatures, emit: (event: FromEngine) => void): Promise<Known> {
  const pool = openPool(decodeThreads);
  const kept: TrainingImage[] = [];
  const features = depth.places.map(({ dimensions }) => new Float32Array(images.length * dimensions));
  const sums = depth.norms.map(({ beta }) => channelMoments(beta.length));
  const pixelBytes = preprocessing.imageSize ** 2 * 3;
  try {
    for await (const { images: batch, read, done } of readBatches(pool, images, batchSize, preprocessing)) {
      const pixels = new Uint8Array(batchSize * pixelBytes);
      const before = kept.length;
      for (const [at, result] of read.entries()) {
        const image = batch[at]!;
        if (!result.ok) emit({ type: 'notice', notice: { about: 'picture-left-out', file: image.file, reason: result.reason, values: result.values } });
        if (!result.ok) continue;
        pixels.set(result.pixels, (kept.length - before) * pixelBytes);
        kept.push(image);
      }
      const count = kept.length - before;
      if (count === 0) continue;
      const { pooled, moments } = depth.features(pixels, batchSize);
      for (const [at, { mean, meanSquare }] of moments.entries()) sums[at]!.add(mean, meanSquare, count);
      for (const [place, values] of pooled.entries()) {
        const { dimensions } = depth.places[place]!;
        features[place]!.set(values.subarray(0, count * dimensions), before * dimensions);
      }
      emit({ type: 'progress', activity: 'features', done, total: images.length });
    }
  } finally {
    await pool.close();
  }
  return { images: kept, features, shifts: depth.norms.map(({ part, beta, gamma }, at) => ({ part, distance: normShift(sums[at]!.told(), { beta, gamma }) })) };
}

const rowsOf = (values: Float32Array, dimensions: number, rows: readonly number[]): Float32Array => {
  const own = new Float32Array(rows.length * dimensions);
  for (const [at, row] of rows.entries()) own.set(values.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
  return own;
};

/**
 * An exact head on the features of one place, its l2 chosen inside the training pictures unless given, and what it makes of the others.
 * @param share of each class's training pictures; the smaller shares lie in the larger ones
 */
async function probePlace({ classes, seed }: ProfileJob, { images, features }: Known, place: number, dimensions: number, share = 1, l2: number | null = null) {
  const at = (split: TrainingImage['split']) => images.flatMap((image, row) => (image.split === split ? [row] : []));
  const [all, validation] = [at('train'), at('val')];
  const train = share === 1 ? all : shareOfRows(all, images, share, seededRandom(seed));
  if (train.length === 0 || validation.length === 0)
    throw new StudioError('bad-data-set', 'None of the training or of the validation pictures can be read', {
      values: { kind: validation.length === 0 ? 'validation-unreadable' : 'training-unreadable' },
      hint: 'Scan the folder again with "graft datasets add".',
    });
  const values = features[place]!;
  const request = { classes: classes.length, classWeights: new Float64Array(classes.length).fill(1), labelSmoothing: 0, l2, seed, stopped: () => false };
  const of = train.map((row) => images[row]!);
  const head = (await solveExactly({
    ...request,
    features: wholeFeatures(rowsOf(values, dimensions, train), dimensions),
    labels: of.map(({ label }) => label),
    groups: of.map(({ group, sha256 }) => group ?? sha256),
    isGrouped: someGrouped(of),
  }))!;
  const logits = new Float64Array(classes.length);
  const right = validation.map((row) => {
    for (let c = 0; c < classes.length; c++) {
      logits[c] = head.bias[c]!;
      for (let j = 0; j < dimensions; j++) logits[c]! += head.weight[c * dimensions + j]! * values[row * dimensions + j]!;
    }
    return top1(logits, classes.length, 0) === images[row]!.label;
  });
  return { right, size: train.length, judged: validation.map((row) => images[row]!.id), l2: head.l2, gradientNorm: head.gradientNorm };
}

/** What each block of a backbone knows of the classes: features of all places in one pass, an exact head on each. */
export async function runProfileJob(job: ProfileJob, emit: (event: FromEngine) => void): Promise<ProfileResult> {
  const net = planNet(job.net);
  const { tensors } = await readNetwork(job.backbone.file, net, job.backbone.sha256);
  const depth = openDepthFeatures({ net, preprocessing: job.preprocessing, tensors });
  try {
    const started = performance.now();
    const known = await readAll(job, depth, emit);
    const read = performance.now();
    const pixels = new Uint8Array(batchSize * job.preprocessing.imageSize ** 2 * 3).fill(128);
    const blocks: ProfileResult['blocks'] = [];
    let judged: number[] = [];
    let probeSeconds = 0;
    for (const [place, { after, dimensions }] of depth.places.entries()) {
      depth.runTo(place, pixels, batchSize);
      const from = performance.now();
      for (let round = 0; round < timedRounds; round++) depth.runTo(place, pixels, batchSize);
      const millisecondsPerImage = (performance.now() - from) / (timedRounds * batchSize);
      const solving = performance.now();
      const { judged: of, size: _, ...probe } = await probePlace(job, known, place, dimensions);
      probeSeconds += (performance.now() - solving) / 1000;
      judged = of;
      const block = { after, dimensions, millisecondsPerImage, ...probe };
      blocks.push(block);
      emit({ type: 'profiled', block });
      emit({ type: 'progress', activity: 'training', done: place + 1, total: depth.places.length });
    }
    const last = depth.places.length - 1;
    const curve: ProfileResult['curve'] = [];
    for (const share of shares) {
      const { size, right } = await probePlace(job, known, last, depth.places[last]!.dimensions, share, blocks[last]!.l2);
      curve.push({ size, right });
    }
    return { kind: 'profile', curve, blocks, judged, shifts: [...known.shifts], featureSeconds: (read - started) / 1000, probeSeconds };
  } finally {
    depth.close();
  }
}
