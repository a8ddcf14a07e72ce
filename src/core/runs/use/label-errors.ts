import { someGrouped } from '../../evaluation/accuracy-interval.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SuspectDoubt, SuspectList, SuspectPicture } from '../../../shared/contract/suspect-calls.ts';
import type { LocatedImage, TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { neighbourVotes } from '../../evaluation/nearest-neighbours.ts';
import { wrongLabels, type UnseenAnswers } from '../../evaluation/prune-labels.ts';
import { top1 } from '../../evaluation/top-k.ts';
import type { Studio } from '../../open-studio.ts';
import { usualBackbone } from '../results/usual-backbone.ts';
import { saidOfLabels, yieldOf } from './judge-suspects.ts';
import { readFeatures, stopped, type FeatureWork } from './picture-features.ts';
import { unseenAnswers } from './unseen-answers.ts';

const shownNeighbours = 3;
/** Below either a list of suspects says little (ours): wrong labels and the confusions of a weak model look alike. */
const leastAccuracy = 0.7;
const leastImages = 10;

/**
 * Training and validation pictures whose label looks wrong: confident learning on what exact heads say of pictures they did not learn from, on cached
 * features. Changes nothing; test pictures are not looked at, labels that a person called right are not named again, and those that one was unsure of come last.
 * @param limit so many of the clearest are named, with the pictures most like them, of other groups where they lie in one
 * @throws StudioError `bad-usage`, `not-found`, `engine-missing`, `out-of-disk`, `cancelled`
 */
export async function labelErrors(
  studio: Studio,
  { dataset, classes, images }: TrainingDataset,
  { backbone: asked, limit }: { backbone?: string | undefined; limit: number },
  work: FeatureWork = {},
): Promise<SuspectList> {
  const backbone = asked ?? (await usualBackbone(studio)).id;
  const { features, dimensions, read } = await readFeatures(studio, backbone, images.filter(({ split }) => split !== 'test'), work);
  const labels = read.map(({ label }) => label);
  const groups = read.map(({ group, sha256 }) => group ?? sha256);
  const unseen = await unseenAnswers({ features, dimensions, labels, groups, isGrouped: someGrouped(read), classes: classes.length }, work.signal);
  const rows = [...read.keys()].filter((row) => unseen.isAnswered[row]);
  const answers = answersOf(rows, unseen.probabilities, labels, classes.length);
  const saidOf = saidOfLabels(studio.db, dataset.id);
  const named = wrongLabels(answers).map((suspect) => ({ ...suspect, said: saidOf({ sha256: read[rows[suspect.row]!]!.sha256, label: classes[labels[rows[suspect.row]!]!]! }) }));
  const unsure = named.filter(({ said }) => said === 'unsure');
  const found = [...named.filter(({ said }) => said !== 'right' && said !== 'unsure'), ...unsure];
  const right = rows.filter((row, at) => top1(answers.probabilities, classes.length, at) === labels[row]).length;
  const accuracy = right / rows.length;
  const shown = found.slice(0, limit).map(({ row, likely, score }) => ({ row: rows[row]!, likely, score }));
  const suspects: SuspectPicture[] = [];
  for (const vote of neighbourVotes(features, labels, shown.map(({ row }) => row), shownNeighbours, read.map(({ group }) => group))) {
    const { row, likely, score } = shown[suspects.length]!;
    const image = read[row]!;
    suspects.push({
      rank: suspects.length + 1,
      image: image.id,
      file: image.path,
      split: image.split,
      given: classes[image.label]!,
      likely: classes[likely]!,
      score,
      neighbours: (vote?.neighbours ?? []).map((other) => ({ image: read[other]!.id, file: read[other]!.path, label: classes[labels[other]!]! })),
    });
    await nextTurn();
    if (work.signal?.aborted) throw stopped();
  }
  return { backbone, judged: rows.length, accuracy, doubts: doubtsOf(read, classes, accuracy), found: found.length, settled: named.length - found.length, unsure: unsure.length, suspects, yield: yieldOf(studio.db, dataset.id) };
}

function answersOf(rows: readonly number[], probabilities: Float32Array, labels: readonly number[], classes: number): UnseenAnswers & { probabilities: Float32Array } {
  const own = new Float32Array(rows.length * classes);
  for (const [at, row] of rows.entries()) own.set(probabilities.subarray(row * classes, (row + 1) * classes), at * classes);
  return { probabilities: own, labels: rows.map((row) => labels[row]!), classes };
}

function doubtsOf(images: readonly LocatedImage[], classes: readonly string[], accuracy: number): SuspectDoubt[] {
  const counts = classes.map((className, label) => ({ className, images: images.filter((image) => image.label === label).length }));
  const [smallest] = counts.toSorted((a, b) => a.images - b.images);
  return [
    ...(accuracy < leastAccuracy ? [{ kind: 'weak-model', accuracy } as const] : []),
    ...(smallest && smallest.images < leastImages ? [{ kind: 'few-pictures', ...smallest } as const] : []),
  ];
}
