import type { LabelChange, LabelDeed, LabelHistoryEntry } from '../../../shared/contract/image-calls.ts';
import { StudioError } from '../../errors.ts';
import { nameIndex } from '../../same-name.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import {
  appendChange,
  appendReversal,
  labelChange,
  firstPathOf,
  labelLog,
  newestChanges,
  type LabelChangeRow,
  type LabelStep,
  type Said,
} from '../../store/labels.ts';
import { checkClassName } from './class-names.ts';
import { datasetState, type DatasetImage } from '../version/dataset-state.ts';
import { historyState, labelAct } from './label-history.ts';
import { labelTotals } from './label-totals.ts';
import type { PlacedImage } from '../known/placed-image.ts';

/**
 * Gives pictures (rows of a data set) a class, which is made where there is none of that name. Files are not touched; training
 * makes a new version the next time.
 * @throws StudioError `not-found`, `bad-usage`
 */
export function setLabel(db: Database, datasetId: string, images: readonly number[], text: string): LabelChange {
  const name = checkClassName(text);
  const { classes } = datasetState(db, datasetId);
  const label = classes[nameIndex(classes, name)] ?? name;
  return change(db, datasetId, images, { kind: 'label', label }, (image) =>
    // The folder's own word is not repeated: then the picture goes on following its folder.
    image.label === label ? null : { ...saidOf(image), label: label === image.folderLabel ? null : label },
  );
}

/** Leaves pictures out of everything that training sees, or takes them in again. @throws StudioError `not-found` */
export function setExcluded(db: Database, datasetId: string, images: readonly number[], excluded: boolean): LabelChange {
  return change(db, datasetId, images, { kind: excluded ? 'exclude' : 'include' }, (image) =>
    image.isExcluded === excluded ? null : { ...saidOf(image), excluded },
  );
}

/** What counts of a picture beside what its folder says. */
export const saidOf = ({ label, folderLabel, isExcluded, saidSide }: PlacedImage): Said => ({
  label: label === folderLabel ? null : label,
  excluded: isExcluded,
  side: saidSide,
});

function change(
  db: Database,
  datasetId: string,
  images: readonly number[],
  what: Parameters<typeof appendChange>[2],
  after: (image: DatasetImage) => Said | null,
): LabelChange {
  const changed = inTransaction(db, () => {
    const { image: imageOf, said } = datasetState(db, datasetId);
    const steps: LabelStep[] = [];
    for (const id of new Set(images)) {
      const image = imageOf(id);
      if (!image) throw noSuchImage(datasetId, id);
      const { path, sha256 } = image.file;
      const state = after(image);
      if (state) steps.push({ path, sha256, before: said.get(path) ?? null, after: state });
    }
    if (steps.length > 0) appendChange(db, datasetId, what, steps);
    return steps;
  });
  const [first] = changed;
  return outcome(db, datasetId, first ? { ...what, images: changed.length } : null, first?.path);
}

/** Takes the last change back. @throws StudioError `not-found` */
export const undoLabels = (db: Database, datasetId: string): LabelChange => reverse(db, datasetId, 'undo');

/** Makes what was undone last again. @throws StudioError `not-found` */
export const redoLabels = (db: Database, datasetId: string): LabelChange => reverse(db, datasetId, 'redo');

function reverse(db: Database, datasetId: string, kind: 'undo' | 'redo'): LabelChange {
  const reversed = inTransaction(db, () => {
    const { done, undone } = historyState(labelLog(db, datasetId));
    const id = (kind === 'undo' ? done : undone).at(-1);
    const row = id === undefined ? undefined : labelChange(db, id);
    if (row) appendReversal(db, row, kind);
    return row;
  });
  if (!reversed) return outcome(db, datasetId, null);
  return outcome(db, datasetId, { kind, images: reversed.images, of: labelAct(reversed) }, firstPathOf(db, reversed.id));
}

/** The newest `limit` entries of the history, newest first; undoing and redoing are entries too. @throws StudioError `not-found` */
export function labelHistory(db: Database, datasetId: string, limit: number): LabelHistoryEntry[] {
  const done = new Set(historyState(labelLog(db, datasetId)).done);
  const did = (row: LabelChangeRow): LabelDeed => {
    const { kind, images } = row;
    if (kind !== 'undo' && kind !== 'redo') return labelAct(row);
    return { kind, images, of: labelAct(labelChange(db, row.changeId!)!) };
  };
  return newestChanges(db, datasetId, limit).map((row) => ({
    id: row.id,
    atMs: row.atMs,
    did: did(row),
    images: row.images,
    isUndone: row.changeId === null && !done.has(row.id),
  }));
}

/** The table that the newest import which still counts came from; null where there is none. */
export function labelsSource(db: Database, datasetId: string): string | null {
  const { done } = historyState(labelLog(db, datasetId));
  const last = done.toReversed().find((id) => labelChange(db, id)?.kind === 'import');
  return last === undefined ? null : (labelChange(db, last)?.source ?? null);
}

/** Whether there is something to undo and to redo. */
export function historyEnds(db: Database, datasetId: string): { canUndo: boolean; canRedo: boolean } {
  const { done, undone } = historyState(labelLog(db, datasetId));
  return { canUndo: done.length > 0, canRedo: undone.length > 0 };
}

/** The figures after a change; `did` null where there was nothing to do; `path` of the first picture it concerned. */
export function outcome(db: Database, datasetId: string, did: LabelDeed | null, path?: string): LabelChange {
  const state = datasetState(db, datasetId);
  return {
    changed: did?.images ?? 0,
    did,
    picture: state.images.find(({ file }) => file.path === path)?.file.id ?? null,
    ...labelTotals(state),
    ...historyEnds(db, datasetId),
  };
}

export const noSuchImage = (datasetId: string, image: number): StudioError =>
  new StudioError('not-found', `The data set "${datasetId}" has no picture ${image}`, {
    values: { kind: 'no-such-image', dataset: datasetId, image },
    field: 'images',
    hint: 'Its file may have gone or changed since; show the data set again.',
  });
