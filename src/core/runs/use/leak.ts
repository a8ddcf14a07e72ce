import type { LeakPrice, LeakSide } from '../../../shared/contract/group-calls.ts';
import type { GroupSource } from '../../../shared/group-source.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { allSuggestions } from '../../datasets/views/group-suggestions.ts';
import { StudioError } from '../../errors.ts';
import { headFolds } from '../../evaluation/exact-head/head-folds.ts';
import { matchedFolds } from '../../evaluation/exact-head/matched-folds.ts';
import { groupInterval } from '../../evaluation/group-interval.ts';
import { wilsonInterval } from '../../evaluation/wilson-interval.ts';
import type { Studio } from '../../open-studio.ts';
import { mixSeed, seededRandom } from '../../training/seeded-random.ts';
import type { FoldsResult } from '../../../shared/folds-job.ts';
import { defaultThreads, endOnAbort, startEngine } from '../executors/engine-process.ts';
import { usualBackbone } from '../results/usual-backbone.ts';
import { readFeatures, type FeatureWork } from './picture-features.ts';
import { tooFewGroups } from './unseen-answers.ts';

const folds = 5;
const salts = { groups: 0x67726f75, pictures: 0x70696374 };

/**
 * What accuracy pictures that belong together feign: an exact head on cached features, judged by five folds, once dealt picture by picture and once whole
 * groups, of equal sizes. Training and validation pictures; the groups that are applied, else the best suggested.
 * @throws StudioError `bad-usage` where nothing says that pictures belong together, or too few groups are there; as `pictureFeatures`, `startEngine`
 */
export async function leakPrice(studio: Studio, dataset: TrainingDataset, asked: { backbone?: string | undefined }, work: FeatureWork): Promise<LeakPrice> {
  const { source, keys } = groupsToJudge(studio, dataset);
  const images = dataset.images.filter(({ split }) => split !== 'test');
  const backbone = asked.backbone ?? (await usualBackbone(studio)).id;
  const { features, dimensions, read } = await readFeatures(studio, backbone, images, work);
  const labels = read.map(({ label }) => label);
  const contents = read.map(({ sha256 }) => sha256);
  const groups = read.map(({ sha256 }) => keys.get(sha256) ?? sha256);
  const grouped = headFolds(labels, groups, folds, seededRandom(mixSeed(0, salts.groups)));
  if (!grouped.some((fold) => fold > 0)) throw tooFewGroups();
  const single = matchedFolds(labels, contents, grouped, seededRandom(mixSeed(0, salts.pictures)));
  const engine = startEngine({ kind: 'folds', features, dimensions, labels, classes: dataset.classes.length, dealings: [[...grouped], [...single]], isGrouped: [true, false] }, defaultThreads(), () => undefined);
  const letGo = endOnAbort(engine, work.signal);
  try {
    const { right } = (await engine.finished) as FoldsResult;
    const [ofGroups, ofPictures] = right as [FoldsResult['right'][number], FoldsResult['right'][number]];
    const judged = [...ofGroups.keys()].filter((row) => ofGroups[row] !== null);
    const hits = (of: FoldsResult['right'][number]) => judged.map((row) => of[row]!);
    const own = judged.map((row) => groups[row]!);
    const correct = hits(ofPictures).filter(Boolean).length;
    const [low, high] = wilsonInterval(correct, judged.length);
    const interval = groupInterval(hits(ofGroups), own);
    const together: LeakSide = { accuracy: hits(ofGroups).filter(Boolean).length / judged.length, low: interval?.[0] ?? null, high: interval?.[1] ?? null };
    return { source, backbone, images: judged.length, groups: new Set(own).size, ungrouped: { accuracy: correct / judged.length, low, high }, grouped: together };
  } catch (error) {
    if (!work.signal?.aborted) throw error;
    throw new StudioError('cancelled', 'Stopped before both accuracies were known');
  } finally {
    letGo();
  }
}

function groupsToJudge({ db }: Studio, { dataset, version, images }: TrainingDataset): { source: GroupSource; keys: ReadonlyMap<string, string | null> } {
  if (version.groupSource) return { source: version.groupSource, keys: new Map(images.map(({ sha256, group }) => [sha256, group])) };
  const [best] = allSuggestions(db, dataset.id);
  if (best) return { source: best.source, keys: best.found.keys };
  throw new StudioError('bad-usage', 'Nothing says that pictures belong together', {
    field: 'dataset',
    values: { kind: 'no-groups' },
    hint: 'A table can: graft datasets groups <data set> --by csv=<table>.',
  });
}
