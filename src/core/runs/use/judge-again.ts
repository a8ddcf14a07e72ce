import type { OwnConsistency, OwnConsistencyReport } from '../../../shared/own-consistency.ts';
import { datasetState, type DatasetImage } from '../../datasets/version/dataset-state.ts';
import { noSuchImage } from '../../datasets/labels/labels.ts';
import { StudioError } from '../../errors.ts';
import { drawAgain, lastOfEach, ownConsistency, type DrawnAgain } from '../../evaluation/own-consistency.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { deleteJudgement, judgementsOf, labelledAt, saveJudgement } from '../../store/judgements.ts';
import { getRunSummary } from '../../store/runs.ts';
import { mixSeed, seededRandom } from '../../training/seeded-random.ts';

const salt = 0x6167_6169;

/** Pictures of a data set that come again, as rows of its images. */
export interface PicturesAgain extends Pick<DrawnAgain, 'remembered'> {
  readonly images: readonly DatasetImage[];
}

/**
 * Draws labelled pictures that are judged again, blind: who shows them keeps their names back, which often tell the class. Of equal contents one comes.
 * @throws StudioError `not-found`, `bad-usage` where nothing is labelled
 */
export function picturesAgain(db: Database, datasetId: string, count: number, nowMs = Date.now()): PicturesAgain {
  const usable = datasetState(db, datasetId).images.filter(({ file, label, isExcluded }) => label !== null && !isExcluded && file.problem === null && file.sha256 !== null);
  const each = [...new Map(usable.map((image) => [image.file.sha256!, image])).values()];
  if (each.length === 0) throw nothingLabelled(datasetId);
  const labelled = labelledAt(db, datasetId);
  const judged = new Map(judgementsOf(db, datasetId, 'again').map(({ sha256, atMs }) => [sha256, atMs]));
  const seen = each.map(({ file }) => {
    const times = [labelled.get(file.path), judged.get(file.sha256!)].filter((at) => at !== undefined);
    return times.length === 0 ? null : Math.max(...times);
  });
  const { rows, remembered } = drawAgain(seen, count, nowMs, seededRandom(mixSeed(salt, nowMs)));
  return { images: rows.map((row) => each[row]!), remembered };
}

/**
 * Keeps what a person says of a picture that came again; no label changes.
 * @param said a class; null: unsure
 * @throws StudioError `not-found`
 */
export function sayAgain(db: Database, datasetId: string, imageId: number, said: string | null): void {
  const image = datasetState(db, datasetId).image(imageId);
  if (!image || image.label === null || image.file.sha256 === null) throw noSuchImage(datasetId, imageId);
  saveJudgement(db, datasetId, 'again', { path: image.file.path, sha256: image.file.sha256, given: image.label, said });
}

/** Takes the last judgement of a picture back; nothing where there is none. @throws StudioError `not-found` */
export function takeBackAgain(db: Database, datasetId: string, imageId: number): void {
  const image = datasetState(db, datasetId).image(imageId);
  if (!image) throw noSuchImage(datasetId, imageId);
  inTransaction(db, () => {
    const last = judgementsOf(db, datasetId, 'again').findLast(({ sha256 }) => sha256 === image.file.sha256);
    if (last) deleteJudgement(db, last.id);
  });
}

export const consistencyOf = (db: Database, datasetId: string): OwnConsistency | null => ownConsistency(judgementsOf(db, datasetId, 'again'));

/** Of who labelled the pictures that runs were judged by; null where nobody was asked, and of runs of several data sets. @throws StudioError `not-found` */
export function consistencyOfRuns(db: Database, runs: readonly number[]): OwnConsistency | null {
  const [dataset, ...others] = new Set(runs.map((run) => getRunSummary(db, run).datasetId));
  return others.length > 0 ? null : consistencyOf(db, dataset!);
}

/** The figure, and the pictures that were called something else than their label, the newest first. @throws StudioError `not-found` */
export function consistencyReport(db: Database, datasetId: string): OwnConsistencyReport {
  const judgements = judgementsOf(db, datasetId, 'again');
  const now = new Map(datasetState(db, datasetId).images.flatMap((image) => (image.file.sha256 === null ? [] : [[image.file.sha256, image] as const])));
  const differing = lastOfEach(judgements)
    .toSorted((a, b) => b.atMs - a.atMs || b.id - a.id)
    .flatMap(({ sha256, path, given, said }) => {
      const image = now.get(sha256);
      return said === null || said === given ? [] : [{ image: image?.file.id ?? null, file: image?.file.path ?? path, given, said, now: image?.label ?? null }];
    });
  return { consistency: ownConsistency(judgements), differing };
}

const nothingLabelled = (datasetId: string): StudioError =>
  new StudioError('bad-usage', `No picture of the data set "${datasetId}" has a label yet`, {
    field: 'dataset',
    values: { kind: 'no-label-yet', dataset: datasetId },
    hint: 'Label some first; they can be judged again later.',
  });
