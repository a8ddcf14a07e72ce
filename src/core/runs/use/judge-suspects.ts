import type { Judged, SuspectYield } from '../../../shared/contract/suspect-calls.ts';
import { lastOfEach } from '../../evaluation/own-consistency.ts';
import { suspectYield } from '../../evaluation/suspect-yield.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { deleteJudgement, judgementsOf, saveJudgement, type LabelJudgement } from '../../store/judgements.ts';
import { datasetState } from '../../datasets/version/dataset-state.ts';
import { noSuchImage, setLabel } from '../../datasets/labels/labels.ts';

type SuspectVerdict = 'right' | 'wrong' | 'unsure';
const verdictOf = ({ said, given }: LabelJudgement): SuspectVerdict => (said === null ? 'unsure' : said === given ? 'right' : 'wrong');

/** Of each picture as it was judged last. */
export function yieldOf(db: Database, datasetId: string): SuspectYield {
  const last = lastOfEach(judgementsOf(db, datasetId, 'suspect')).toSorted((a, b) => a.id - b.id);
  return suspectYield(last.map(verdictOf));
}

/**
 * Keeps what a person says of a suspect; another class than it has becomes its label, which undo takes back.
 * @param said a class; null: unsure
 * @throws StudioError `not-found`, `bad-usage`
 */
export function judgeSuspect(db: Database, datasetId: string, imageId: number, said: string | null): Judged {
  const image = datasetState(db, datasetId).image(imageId);
  if (!image || image.label === null || image.file.sha256 === null) throw noSuchImage(datasetId, imageId);
  const { label: given } = image;
  const { path, sha256 } = image.file;
  // Both or neither: a label that changed without a judgement would count as nobody's.
  const change = inTransaction(db, () => {
    saveJudgement(db, datasetId, 'suspect', { path, sha256, given, said });
    return said === null || said === given ? null : setLabel(db, datasetId, [imageId], said);
  });
  return { change, yield: yieldOf(db, datasetId) };
}

/**
 * Takes the last judgement of a picture back, and gives it the label it had; nothing where there is none. By the picture, since another window may have
 * judged another one since. @throws StudioError `not-found`
 */
export function takeBackJudgement(db: Database, datasetId: string, imageId: number): Judged {
  const image = datasetState(db, datasetId).image(imageId);
  if (!image) throw noSuchImage(datasetId, imageId);
  const last = judgementsOf(db, datasetId, 'suspect').findLast(({ sha256 }) => sha256 === image.file.sha256);
  if (!last) return { change: null, yield: yieldOf(db, datasetId) };
  const isChanged = last.said !== null && last.said !== last.given && image.label === last.said;
  const change = inTransaction(db, () => {
    deleteJudgement(db, last.id);
    return isChanged ? setLabel(db, datasetId, [imageId], last.given) : null;
  });
  return { change, yield: yieldOf(db, datasetId) };
}

/** What a person said the last time of this label of this picture; undefined where nobody did. */
export function saidOfLabels(db: Database, datasetId: string): (image: { sha256: string; label: string }) => SuspectVerdict | undefined {
  const last = new Map(judgementsOf(db, datasetId, 'suspect').map((judgement) => [`${judgement.sha256} ${judgement.given}`, verdictOf(judgement)]));
  return ({ sha256, label }) => last.get(`${sha256} ${label}`);
}
