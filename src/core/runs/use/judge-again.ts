import { createHash } from 'node:crypto';
import type { OwnConsistency, OwnConsistencyReport } from '../../../shared/own-consistency.ts';
import { datasetState, type DatasetImage } from '../../datasets/version/dataset-state.ts';
import { StudioError } from '../../errors.ts';
import { togetherOf } from '../../evaluation/accuracy-interval.ts';
import { drawAgain, lastOfEach, ownConsistency, type DrawnAgain } from '../../evaluation/own-consistency.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { groupingOf } from '../../store/groups.ts';
import { contentsSeen, deleteJudgement, judgementsOf, saveJudgement } from '../../store/judgements.ts';
import { getRunSummary } from '../../store/runs.ts';
import { intervalDraws, mixSeed, seededRandom } from '../../training/seeded-random.ts';

const salt = 0x6167_6169;

/** A picture that comes again: its content, and what tells whether its label is still the one it had when it was drawn, without telling the label. */
interface DrawnPicture {
  readonly sha256: string;
  readonly seal: string;
}

export interface PicturesAgain extends Pick<DrawnAgain, 'remembered'> {
  readonly pictures: readonly (DrawnPicture & { readonly image: DatasetImage })[];
}

/** What became of what was said of a picture: it may have gone, lost its label or got another one since it was drawn. */
export type SaidOutcome = 'taken' | 'gone' | 'relabelled';

type Usable = DatasetImage & { readonly label: string; readonly file: { readonly sha256: string } };
const isUsable = (image: DatasetImage): image is Usable => image.label !== null && !image.isExcluded && image.file.problem === null && image.file.sha256 !== null;
// A letter first, so that a spreadsheet takes it for text.
const sealOf = ({ file, label }: Usable): string => `s${createHash('sha256').update(`${file.sha256} ${label}`).digest('hex').slice(0, 11)}`;

/**
 * Draws labelled pictures that are judged again, blind: who shows them keeps their names back, which often tell the class. Of equal contents one comes.
 * @throws StudioError `not-found`, `bad-usage` where nothing is labelled
 */
export function picturesAgain(db: Database, datasetId: string, count: number, nowMs = Date.now()): PicturesAgain {
  const each = [...new Map(datasetState(db, datasetId).images.filter(isUsable).map((image) => [image.file.sha256, image])).values()];
  if (each.length === 0) throw nothingLabelled(datasetId);
  const seen = contentsSeen(db, datasetId);
  const seenAt = each.map(({ file: { sha256 } }) => {
    const at = seen.get(sha256);
    // A clock that was set back: then it was now, at the latest.
    return at === undefined ? null : Math.min(at, nowMs);
  });
  const { rows, remembered } = drawAgain(seenAt, count, nowMs, seededRandom(mixSeed(salt, nowMs)));
  const pictures = rows.map((row) => ({ image: each[row]!, sha256: each[row]!.file.sha256, seal: sealOf(each[row]!) }));
  return { pictures, remembered };
}

/**
 * Keeps what a person says of a picture that came again; no label changes. Compared is with the label that it had when it was drawn: one that was given since, perhaps
 * because of what was said, is no judgement of its own.
 * @param seal of the drawing; null: unknown, and the label of now is taken for it
 * @param said a class; null: unsure
 * @throws StudioError `not-found` (no such data set)
 */
export function sayAgain(db: Database, datasetId: string, { sha256, seal }: { sha256: string; seal: string | null }, said: string | null): SaidOutcome {
  const alike = datasetState(db, datasetId).images.filter(isUsable).filter(({ file }) => file.sha256 === sha256);
  if (alike.length === 0) return 'gone';
  const image = alike.findLast((one) => seal === null || sealOf(one) === seal);
  if (!image) return 'relabelled';
  saveJudgement(db, datasetId, 'again', { path: image.file.path, sha256, given: image.label, said });
  return 'taken';
}

/** Takes the last judgement of a content back; nothing where there is none. */
export function takeBackAgain(db: Database, datasetId: string, sha256: string): void {
  inTransaction(db, () => {
    const last = judgementsOf(db, datasetId, 'again').findLast((one) => one.sha256 === sha256);
    if (last) deleteJudgement(db, last.id);
  });
}

/** By the groups that count now. */
function consistency(db: Database, datasetId: string, judgements: Parameters<typeof ownConsistency>[0]): OwnConsistency | null {
  const grouping = groupingOf(db, datasetId);
  return ownConsistency(judgements, (contents) => grouping && togetherOf(contents.map((sha256) => ({ sha256, group: grouping.keys.get(sha256) })), intervalDraws));
}

export const consistencyOf = (db: Database, datasetId: string): OwnConsistency | null => consistency(db, datasetId, judgementsOf(db, datasetId, 'again'));

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
    .toSorted((a, b) => b.id - a.id)
    .flatMap(({ sha256, path, given, said }) => {
      const image = now.get(sha256);
      return said === null || said === given ? [] : [{ image: image?.file.id ?? null, file: image?.file.path ?? path, given, said, now: image?.label ?? null }];
    });
  return { consistency: consistency(db, datasetId, judgements), differing };
}

const nothingLabelled = (datasetId: string): StudioError =>
  new StudioError('bad-usage', `No picture of the data set "${datasetId}" has a label yet`, {
    field: 'dataset',
    values: { kind: 'no-label-yet', dataset: datasetId },
    hint: 'Label some first; they can be judged again later.',
  });
