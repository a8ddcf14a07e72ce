import { accuracyInterval, togetherOf } from '../../evaluation/accuracy-interval.ts';
import type { TogetherKeys } from '../../evaluation/accuracy-interval.ts';
import { combineAnswers } from '../../evaluation/combine-answers.ts';
import { classificationMetrics } from '../../evaluation/classification-metrics.ts';
import { ensembleSizes } from '../../evaluation/ensemble-sizes.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import { pairedDifference, pairedTest } from '../../evaluation/paired-answers.ts';
import { top1 } from '../../evaluation/top-k.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { nameIndex } from '../../same-name.ts';
import { classNames } from '../../store/datasets.ts';
import { listEvaluations, listPredictions } from '../../store/predictions.ts';
import type { Prediction } from '../../store/predictions.ts';
import { calledRun, runCalled } from '../../store/run-called.ts';
import { getRun } from '../../store/runs.ts';
import type { Against, Combining, EnsembleSize } from '../../../shared/ensemble.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import { picturesTogether } from '../results/pictures-together.ts';
import { looksAtPicture } from '../../../shared/test-time-augmentation.ts';
import type { TestTimeAugmentation } from '../../../shared/test-time-augmentation.ts';
import { contentsTrainedOn } from '../results/contents-trained-on.ts';
import { needSoundModel } from './finished-model.ts';
import type { JudgedPictures } from './judged-pictures.ts';
import { labelledImages, needKnownClasses } from './labelled-folder.ts';
import type { LabelledImage } from './labelled-folder.ts';
import { predictTogether, seatMembers } from './predict-together.ts';
import type { TogetherOptions } from './predict-together.ts';

export interface TogetherEvaluation extends JudgedPictures {
  readonly members: readonly { readonly run: number; readonly accuracy: number; readonly accuracyInterval: readonly [number, number] | null }[];
  readonly combine: Combining;
  readonly tta: TestTimeAugmentation;
  /** Passes of a network for an answer: members times looks. */
  readonly passes: number;
  /** Of one member to all of them. */
  readonly sizes: readonly EnsembleSize[];
  /** The member that is right most often on these pictures; null of one member. */
  readonly againstBest: (Against & { readonly run: number }) | null;
  /** The same without looking twice; null where nothing is looked at twice, or what was said at one look is not stored. */
  readonly againstPlain: Against | null;
}

/** A picture with what the members say of it, in one order of classes. */
interface Judged {
  readonly file: string;
  readonly label: number;
  readonly members: readonly ArrayLike<number>[];
  /** What they said at one look, where that is stored. */
  readonly plain: readonly ArrayLike<number>[] | null;
}

interface Gathered extends Pick<TogetherEvaluation, 'split' | 'chosenOnTheseImages' | 'trainedOn' | 'skipped' | 'groupsUnsaid'> {
  readonly judged: readonly Judged[];
  readonly together: TogetherKeys | null;
}

type Split = 'test' | 'val';

function storedAnswers({ db }: Studio, run: number, split: Split): Map<number, Prediction> | null {
  const evaluation = listEvaluations(db, run).find((one) => one.datasetVersionId !== null && one.split === split);
  return evaluation ? new Map(listPredictions(db, evaluation.id).flatMap((row) => (row.imageId === null || row.label === null ? [] : [[row.imageId, row]]))) : null;
}

/**
 * The pictures that every member was judged by and none was trained on: test pictures where all have them, else validation; what members said of
 * them when they finished is stored. By the labels that the newest member saw.
 */
async function onOwnPictures(studio: Studio, runs: readonly number[], classes: readonly string[], options: TogetherOptions): Promise<Gathered> {
  for (const run of runs) await needSoundModel(studio, run);
  const judgedBy = (split: Split) => {
    const stored = runs.map((run) => storedAnswers(studio, run, split));
    const shared = stored.every((rows) => rows !== null) ? [...stored[0]!.keys()].filter((id) => stored.every((rows) => rows.has(id))) : [];
    return shared.length === 0 ? null : { split, shared, stored: stored as Map<number, Prediction>[] };
  };
  const own = judgedBy('test') ?? judgedBy('val');
  if (!own) {
    throw new StudioError('bad-usage', `Runs ${runs.map((run) => runCalled(calledRun(studio.db, run))).join(', ')} were not all judged by the same pictures`, {
      values: { kind: 'members-share-nothing', runs: runs.join(', ') },
      hint: 'Name a folder of labelled pictures behind them, or take runs of one data set that have finished.',
    });
  }
  const { split, shared, stored } = own;
  const newest = runs.reduce((a, b) => (getRun(studio.db, b).datasetVersionId > getRun(studio.db, a).datasetVersionId ? b : a));
  const names = runs.map((run) => classNames(studio.db, getRun(studio.db, run).datasetVersionId));
  const columns = names.map((own) => classes.map((name) => nameIndex(own, name)));
  const labelOf = (id: number): number => nameIndex(classes, names[runs.indexOf(newest)]![stored[runs.indexOf(newest)]!.get(id)!.label!]!);
  const fileOf = (id: number): string => stored[runs.indexOf(newest)]!.get(id)!.file;
  const plainOf = (id: number) => stored.map((rows, member) => columns[member]!.map((column) => rows.get(id)!.probabilities[column]!));
  const common = { split, chosenOnTheseImages: split === 'val', trainedOn: 0, groupsUnsaid: 0 };
  const togetherOfImages = picturesTogether(studio.db, getRun(studio.db, newest).datasetVersionId);
  if (options.looks === 'none') return { ...common, skipped: [], together: togetherOfImages(shared), judged: shared.map((id) => ({ file: fileOf(id), label: labelOf(id), members: plainOf(id), plain: null })) };
  const located = new Map(datasetOfRun(studio.db, getRun(studio.db, newest)).images.map((image) => [image.id, image]));
  const ids = shared.filter((id) => located.has(id));
  const judged: Judged[] = [];
  const asked: number[] = [];
  const skipped: { file: string; reason: string }[] = [];
  let at = 0;
  await predictTogether(studio, runs, filesOf(ids.map((id) => located.get(id)!.file)), options, (answer) => {
    const id = ids[at++]!;
    if ('error' in answer) skipped.push({ file: located.get(id)!.path, reason: answer.error.message });
    else {
      judged.push({ file: fileOf(id), label: labelOf(id), members: answer.members!, plain: plainOf(id) });
      asked.push(id);
    }
  });
  return { ...common, skipped, judged, together: togetherOfImages(asked) };
}

async function* filesOf(files: readonly string[]): AsyncGenerator<string> {
  yield* files;
}

/** Every labelled picture of a folder or another data set. */
async function onFolder(studio: Studio, runs: readonly number[], classes: readonly string[], folder: string, options: TogetherOptions): Promise<Gathered> {
  const { images, groupsUnsaid } = await labelledImages(studio, folder, runs, options.signal);
  needKnownClasses(images, classes, folder, calledRun(studio.db, runs[0]!));
  const seen = new Set(runs.flatMap((run) => [...contentsTrainedOn(studio.db, getRun(studio.db, run))]));
  const judged: Judged[] = [];
  const asked: LabelledImage[] = [];
  const skipped: { file: string; reason: string }[] = [];
  let at = 0;
  let trainedOn = 0;
  await predictTogether(studio, runs, filesOf(images.map(({ file }) => file)), options, (answer) => {
    const image = images[at++]!;
    if ('error' in answer) return void skipped.push({ file: image.path, reason: answer.error.message });
    judged.push({ file: image.path, label: nameIndex(classes, image.label), members: answer.members!, plain: null });
    asked.push(image);
    if (seen.has(image.sha256)) trainedOn++;
  });
  return { split: 'all', chosenOnTheseImages: false, trainedOn, skipped, groupsUnsaid, judged, together: togetherOf(asked, intervalDraws) };
}

function against(first: readonly boolean[], second: readonly boolean[], together: TogetherKeys | null): Against {
  const { onlyFirst, onlySecond, midP } = pairedTest(first, second, together);
  return { onlyTogether: onlyFirst, onlyOther: onlySecond, ...pairedDifference(first, second, together), p: midP };
}

/**
 * How good several runs are together, or one that looks more than once: on pictures that all were judged by, or on every labelled picture of a
 * folder or data set. Nothing is stored: an ensemble is no run.
 * @param runs their numbers, at least one
 * @param random uniform in [0, 1), for ensembles that could be made in very many ways
 * @throws StudioError as `seatMembers`; `bad-usage` where they share no picture; `bad-data-set`
 */
export async function evaluateTogether(
  studio: Studio,
  runs: readonly number[],
  options: TogetherOptions,
  random: () => number,
  folder?: string,
): Promise<TogetherEvaluation> {
  const { looks, combine } = options;
  const { classes } = await seatMembers(studio, runs, looks);
  const { judged, together: groups, ...rest } = await (folder === undefined ? onOwnPictures(studio, runs, classes, options) : onFolder(studio, runs, classes, folder, options));
  const labels = judged.map(({ label }) => label);
  const together = judged.map(({ members }) => combineAnswers(members, combine));
  const metrics = classificationMetrics(matrixOfRows(together, classes.length), labels, classes, groups);
  const isRight = (answers: readonly ArrayLike<number>[]): boolean[] => answers.map((values, i) => top1(values, classes.length, 0) === labels[i]);
  const alone = runs.map((_, member) => isRight(judged.map(({ members }) => members[member]!)));
  const correct = alone.map((right) => right.filter(Boolean).length);
  const best = correct.indexOf(Math.max(...correct));
  const plain = judged.every(({ plain: said }) => said !== null) && looks !== 'none' ? judged.map(({ plain: said }) => combineAnswers(said!, combine)) : null;
  return {
    ...rest,
    answers: () =>
      judged.map(({ file, label, members }, i) => ({ file, label, predicted: top1(together[i]!, classes.length, 0), probabilities: together[i]!, ...(runs.length > 1 && { members }) })),
    members: runs.map((run, i) => ({ run, accuracy: correct[i]! / labels.length, accuracyInterval: accuracyInterval(alone[i]!, groups).accuracyInterval })),
    combine,
    tta: looks,
    passes: runs.length * looksAtPicture[looks],
    metrics,
    images: metrics.images,
    sizes: ensembleSizes(runs.map((_, member) => judged.map(({ members }) => members[member]!)), labels, combine, random),
    againstBest: runs.length === 1 ? null : { run: runs[best]!, ...against(isRight(together), alone[best]!, groups) },
    againstPlain: plain && against(isRight(together), isRight(plain), groups),
  };
}
