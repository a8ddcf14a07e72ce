import { isAbsolute } from 'node:path';
import { datasetState } from '../../datasets/version/dataset-state.ts';
import { needDataset, needFolder } from '../../datasets/known/find-dataset.ts';
import { locateImage } from '../../datasets/files/image-location.ts';
import { openDataset } from '../../datasets/scanning/open-dataset.ts';
import { StudioError } from '../../errors.ts';
import { runCalled, saidRun, type CalledRun } from '../../store/run-called.ts';
import { groupingOf } from '../../store/groups.ts';
import { groupsKnownToRuns } from './groups-known-to-runs.ts';
import { nameIndex } from '../../same-name.ts';
import type { Studio } from '../../open-studio.ts';
import { needOpenTest } from '../results/test-lock.ts';

/** A labelled picture to be judged by; `path` relative to the data set's folder. */
export interface LabelledImage {
  readonly id: number;
  readonly file: string;
  readonly path: string;
  readonly sha256: string;
  readonly label: string;
  /** Pictures of one group share it, by what was said of this data set, else of the one that a judged run learned from; null: in none. */
  readonly group: string | null;
}

/**
 * The labelled pictures of a data set (its id or absolute folder) as they are now. Unlike training, one class is enough: whether all
 * pictures of one kind are recognised is a fair question.
 * @param runs that will be judged by them
 * @param signal ends the scan of the folder
 * @returns with `groupsUnsaid` of how many pictures nobody said what they belong with, where a run's own pictures lie in groups
 * @throws StudioError `not-found` | `bad-data-set` where no picture has a label; `bad-usage` where some are locked test pictures; `cancelled`
 */
export async function labelledImages(studio: Studio, idOrFolder: string, runs: readonly number[], signal?: AbortSignal) {
  const { db } = studio;
  const there = isAbsolute(idOrFolder) ? null : needDataset(db, idOrFolder);
  if (there) needFolder(there);
  const { dataset, images } = datasetState(db, (await openDataset(db, there?.root ?? idOrFolder, { signal, ...(there && { again: there }) })).id);
  const groups = groupingOf(db, dataset.id)?.keys;
  const known = groupsKnownToRuns(db, runs);
  const groupOf = (sha256: string): string | null => groups?.get(sha256) ?? (groups?.has(sha256) ? null : (known?.get(sha256) ?? null));
  const labelled = images.flatMap(({ file: { id, path, sha256, problem }, label, isExcluded }): LabelledImage[] =>
    label === null || isExcluded || problem !== null
      ? []
      : [{ id, path, label, sha256: sha256!, group: groupOf(sha256!), file: locateImage(db, dataset, path) }],
  );
  needOpenTest(studio, labelled, runs);
  const groupsUnsaid = known && !groups ? labelled.filter(({ sha256 }) => !known.has(sha256)).length : 0;
  if (labelled.length > 0) return { root: dataset.root, images: labelled, groupsUnsaid };
  throw new StudioError('bad-data-set', `No picture in ${dataset.root} has a label to be judged by`, {
    values: { kind: 'nothing-labelled', place: dataset.root },
    field: 'folder',
    hint: 'Name the folder above the class folders, or give the pictures labels in the studio.',
  });
}

/** @throws StudioError `bad-data-set` where pictures are of classes that the run does not know */
export function needKnownClasses(images: readonly LabelledImage[], classes: readonly string[], folder: string, run: CalledRun): void {
  const strange = [...new Set(images.map(({ label }) => label))].filter((name) => nameIndex(classes, name) < 0);
  if (strange.length === 0) return;
  throw new StudioError('bad-data-set', `${folder} has classes that run ${runCalled(run)} does not know: ${strange.join(', ')}`, {
    values: { kind: 'classes-unknown-to-run', place: folder, ...saidRun(run), names: strange.join(', '), classes: classes.join(', ') },
    hint: `It knows ${classes.join(', ')}.`,
  });
}
