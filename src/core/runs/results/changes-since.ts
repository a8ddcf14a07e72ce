import { datasetState } from '../../datasets/version/dataset-state.ts';
import { isSameName } from '../../same-name.ts';
import { classNames, getVersion } from '../../store/datasets.ts';
import { imagesOfVersion } from '../../store/dataset-versions.ts';
import { groupingOf } from '../../store/groups.ts';
import { getRun } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunChanges } from '../../../shared/contract/evaluation-calls.ts';
import { partOfPictures } from '../../datasets/version/part-of-pictures.ts';
import { metBefore } from './contents-trained-on.ts';

/**
 * In what the data set differs from the version that a run was trained on, as training would see it now.
 * @throws StudioError `not-found`
 */
export function changesSinceRun({ db }: Studio, runId: number): RunChanges {
  const { datasetVersionId } = getRun(db, runId);
  const state = datasetState(db, getVersion(db, datasetVersionId).datasetId);
  const { classes, members } = state.plan();
  const now = new Map(members.map((member) => [member.path, member]));
  const names = classNames(db, datasetVersionId);
  const changes: RunChanges = { labels: 0, pictures: 0, metBefore: metByGroupsOfNow({ db }, runId) };
  for (const { id, path, label, sha256 } of imagesOfVersion(db, datasetVersionId)) {
    const member = now.get(path);
    now.delete(path);
    if (member && member.sha256 !== sha256) changes.pictures += 1;
    else if (member) changes.labels += isSameName(classes[member.label]!, names[label]!) ? 0 : 1;
    else if (state.image(id)?.isExcluded) changes.labels += 1;
    else changes.pictures += 1;
  }
  changes.pictures += now.size;
  return changes;
}

/**
 * So many of the pictures that judge a run lie in groups that count now, of which it learned other pictures: it was trained before they were kept together, and they flatter it.
 * @throws StudioError `not-found`
 */
export function metByGroupsOfNow({ db }: Pick<Studio, 'db'>, runId: number): number {
  const { datasetVersionId, dataPart } = getRun(db, runId);
  const grouping = groupingOf(db, getVersion(db, datasetVersionId).datasetId);
  if (!grouping) return 0;
  const all = partOfPictures(imagesOfVersion(db, datasetVersionId), dataPart).map(({ sha256, split, group }) => ({ sha256, split, group: grouping.keys.get(sha256) ?? group }));
  const learned = new Set(all.flatMap(({ sha256, split }) => (split === 'train' ? [sha256] : [])));
  const test = all.filter(({ split }) => split === 'test');
  return metBefore(learned, test.length > 0 ? test : all.filter(({ split }) => split === 'val'), all).length;
}
