import { classActivation, meanFeatures } from '../evaluation/class-activation.ts';
import { top1 } from '../evaluation/top-k.ts';
import { coverCells, coverMiddle, disturb } from '../images/disturb.ts';
import { joinPixels } from '../images/join-pixels.ts';
import { readBatches } from '../images/read-batches.ts';
import { seenPixels } from '../images/seen-picture.ts';
import type { Model } from '../nets/model.ts';
import { logitGradient } from '../nets/logit-gradient.ts';
import { createPredictor, type Predictor } from '../nets/predictor.ts';
import { loadModel } from '../training/model-folder.ts';
import { mixSeed, seededRandom } from '../training/seeded-random.ts';
import type { Disturbance, DisturbedJob, DisturbedResult } from '../../shared/stress.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import { openPool } from './open-pool.ts';

const batchSize = 8;

/** Asks a model about each picture as it is and disturbed. Noise hangs on the picture's place in the list alone. */
export async function runDisturbedJob({ modelFolder, images, disturbances, isShown, decodeThreads }: DisturbedJob, emit: (event: FromEngine) => void): Promise<DisturbedResult> {
  const model = await loadModel(modelFolder);
  const predictor = createPredictor(model);
  const pool = openPool(decodeThreads);
  const predicted: (number | null)[][] = disturbances.map(() => images.map(() => null));
  const shown: (Uint8Array | null)[][] = isShown ? disturbances.map(() => images.map(() => null)) : [];
  try {
    for await (const { read, done } of readBatches(pool, images, batchSize, model.preprocessing)) {
      const start = done - read.length;
      const squares = read.flatMap((result, at) => (result.ok ? [{ at: start + at, pixels: result.pixels }] : []));
      if (squares.length > 0) {
        const answers = await answersUnder(model, predictor, squares, disturbances);
        for (const [which, rows] of answers.entries()) {
          for (const [row, { at }] of squares.entries()) {
            predicted[which]![at] = rows[row]!.predicted;
            if (isShown) shown[which]![at] = await seenPixels(rows[row]!.square, model.preprocessing.imageSize);
          }
        }
      }
      emit({ type: 'progress', activity: 'evaluating', done, total: images.length });
    }
    return { kind: 'disturbed', predicted, shown };
  } finally {
    predictor.close();
    await pool.close();
  }
}

interface Square {
  /** Of the picture in the list. */
  readonly at: number;
  readonly pixels: Uint8Array;
}

/** What a disturbed picture looks like, and what it is told for. */
interface DisturbedAnswer {
  readonly square: Uint8Array;
  readonly predicted: number;
}

async function answersUnder(model: Model, predictor: Predictor, squares: readonly Square[], disturbances: readonly Disturbance[]): Promise<DisturbedAnswer[][]> {
  const { preprocessing, classes } = model;
  const size = preprocessing.imageSize;
  const color = preprocessing.mean.map((part) => Math.round(part * 255));
  const quarters = disturbances.some(({ kind }) => kind === 'object-covered' || kind === 'elsewhere-covered') ? quartersOf(model, predictor, squares) : [];
  const answers: DisturbedAnswer[][] = [];
  for (const [which, how] of disturbances.entries()) {
    const changed: Uint8Array[] = [];
    for (const [row, { at, pixels: square }] of squares.entries()) {
      const { rows, columns } = predictor.map;
      const covered = (cells: ReadonlySet<number>) => coverCells(square, size, rows, columns, cells, color);
      changed.push(
        'value' in how ? await disturb(square, size, how.kind, how.value, seededRandom(mixSeed(0, at, which)))
        : how.kind === 'object-covered' ? covered(quarters[row]!.most)
        : how.kind === 'elsewhere-covered' ? covered(quarters[row]!.least)
        : how.kind === 'border-alone' ? coverMiddle(square, size, color)
        : square,
      );
    }
    const logits = predictor.logits(joinPixels(changed), squares.length);
    answers.push(changed.map((square, row) => ({ square, predicted: top1(logits, classes.length, row) })));
  }
  return answers;
}

/** The quarter of the heat map's places that speaks most for the answer, and the one that speaks least. */
function quartersOf(model: Model, predictor: Predictor, squares: readonly Square[]) {
  const { net, tensors, classes } = model;
  const gradient = logitGradient(net, tensors);
  const { logits, map } = predictor.logitsAndMap(joinPixels(squares.map(({ pixels }) => pixels)), squares.length);
  const values = map.length / squares.length;
  return squares.map((_, row) => {
    const own = map.subarray(row * values, (row + 1) * values);
    const evidence = classActivation(own, gradient.of(meanFeatures(own, predictor.dimensions), top1(logits, classes.length, row)));
    const order = [...evidence.keys()].toSorted((a, b) => evidence[b]! - evidence[a]!);
    const count = Math.ceil(order.length / 4);
    return { most: new Set(order.slice(0, count)), least: new Set(order.slice(-count)) };
  });
}
