import type { CallErrorCode } from '../api/call-error.ts';
import type { SaidValues } from '../../shared/said.ts';

/** What a window can do about an error: its button, `errors.doors.<id>`. What each does: `app/error-door-acts.ts`. */
export type ErrorDoorId =
  | 'base-model'
  | 'clear-cache'
  | 'data'
  | 'download'
  | 'evaluate'
  | 'import'
  | 'lower-rate'
  | 'open-folder'
  | 'open-this-folder'
  | 'precision-auto'
  | 'relink'
  | 'rescan'
  | 'restart'
  | 'resume'
  | 'runs'
  | 'set-up-engine'
  | 'smaller-batch'
  | 'split'
  | 'stop-run'
  | 'train'
  | 'use';

/** What an error is about, where a door must know it; from its values, else from the page that shows it. */
export interface ErrorSubject {
  readonly dataset?: string | undefined;
  readonly run?: number | undefined;
  readonly backbone?: string | undefined;
  readonly folder?: string | undefined;
}

const needs: Partial<Record<ErrorDoorId, keyof ErrorSubject>> = {
  relink: 'dataset',
  rescan: 'dataset',
  download: 'backbone',
  resume: 'run',
  'stop-run': 'run',
  'open-this-folder': 'folder',
  split: 'dataset',
  data: 'dataset',
  'base-model': 'dataset',
  train: 'dataset',
  evaluate: 'dataset',
  runs: 'dataset',
  use: 'dataset',
  'smaller-batch': 'dataset',
  'lower-rate': 'dataset',
  'precision-auto': 'dataset',
};

/** By what is said, the likeliest help first. */
export const doorsOfKind: Readonly<Record<string, readonly ErrorDoorId[]>> = {
  'dataset-removed': ['open-folder'],
  'dataset-unknown': ['open-folder'],
  'folder-gone': ['relink', 'open-folder'],
  'folder-leads-elsewhere': ['relink', 'open-folder'],
  'no-folder': ['open-folder'],
  'folder-unreadable': ['open-folder'],
  'folder-is-file': ['open-folder'],
  'no-image-empty': ['open-folder'],
  'no-image-others': ['open-folder'],
  'no-usable-image': ['open-folder'],
  'one-class': ['rescan', 'open-folder'],
  'one-class-inner': ['open-this-folder'],
  'no-labels': ['data'],
  'all-excluded': ['data'],
  'no-validation-pictures': ['split', 'data'],
  'no-test-to-lock': ['split'],
  'training-unreadable': ['rescan'],
  'validation-unreadable': ['rescan'],
  'relink-taken': ['open-this-folder'],
  'relink-differs': ['open-this-folder'],
  'no-such-export': ['use'],
  'export-gone': ['use'],
  'image-gone': ['rescan'],
  'image-changed': ['rescan'],
  'no-such-image': ['rescan'],
  'run-needs-room': ['clear-cache', 'runs', 'base-model'],
  'disk-full': ['clear-cache', 'runs'],
  'no-room-there': ['clear-cache', 'runs'],
  'database-disk-full': ['clear-cache', 'runs'],
  'float16-needs-gpu': ['precision-auto'],
  'trainer-died': ['resume', 'smaller-batch'],
  'trainer-died-of-memory': ['resume', 'smaller-batch'],
  'trainer-died-saying': ['resume', 'smaller-batch'],
  // What was asked of a model: nothing of the run is lost.
  'engine-died': [],
  'engine-died-of-memory': [],
  'engine-died-saying': [],
  'orphaned-run': ['resume'],
  'engine-memory': ['smaller-batch', 'base-model'],
  'nan-loss': ['lower-rate', 'use'],
  'nan-answers': ['lower-rate', 'use'],
  // Nothing is kept that could answer.
  'nan-loss-early': ['lower-rate'],
  'nan-answers-early': ['lower-rate'],
  'run-being-trained': ['stop-run'],
  'run-coming': ['evaluate'],
  'run-unfinished': ['resume', 'evaluate'],
  'run-broke-off': ['evaluate', 'train'],
  'run-is-done': ['use', 'train'],
  'run-not-resumable': ['train'],
  'no-export-after-nan': ['lower-rate'],
  'run-trained-elsewhere': ['stop-run'],
  'no-such-run': ['evaluate'],
  'runs-share-nothing': ['evaluate'],
  'model-gone': ['resume'],
  'model-damaged': ['resume'],
  'model-of-another-run': ['resume'],
  'model-other-classes': ['resume'],
  'model-untraceable': ['train'],
  'checkpoint-damaged': ['train'],
  'checkpoint-of-another': ['train'],
  'no-such-cut': ['base-model'],
  'drawn-freeze': ['base-model'],
  'drawn-batch-norm': ['base-model'],
  'drawn-l2-sp': ['base-model'],
  'growing-head': ['base-model'],
  'two-beginnings': ['base-model'],
  'from-needs-linear': ['evaluate'],
  'backbone-unknown': ['base-model'],
  'backbone-not-here': ['download', 'base-model'],
  'backbone-gone': ['download', 'import'],
  'backbone-damaged': ['download', 'import'],
  'backbone-imported-gone': ['import'],
  'backbone-imported-damaged': ['import'],
  'backbone-changed': ['import', 'train'],
  'backbone-card-damaged': ['import'],
  'offline-forbidden': ['import'],
  'hub-other-file': ['import'],
  'hub-no-sum': ['import'],
  'hub-unknown-account': ['import'],
  'hub-refused-account': ['import'],
  'hub-has-not': ['import'],
  'export-damaged': ['use'],
  'export-there': ['use'],
  'engine-not-there': ['set-up-engine'],
  'engine-damaged': ['set-up-engine'],
  'engine-does-not-load': ['set-up-engine'],
  'database-damaged': ['restart'],
};

/** By code, where what is said has none of its own. */
const doorsOfCode: Partial<Record<CallErrorCode, readonly ErrorDoorId[]>> = {
  'out-of-disk': ['clear-cache', 'runs'],
  'out-of-memory': ['smaller-batch', 'base-model'],
  'nan-loss': ['lower-rate'],
  'trainer-died': ['resume'],
  'engine-missing': ['set-up-engine'],
  'bad-checkpoint': ['train'],
};

interface DoorError {
  readonly code: CallErrorCode;
  readonly values?: SaidValues | null;
}

/** What an error is about. */
export function errorSubjectOf({ values }: DoorError, page: ErrorSubject): ErrorSubject {
  const text = (name: string) => (typeof values?.[name] === 'string' ? (values[name] as string) : undefined);
  return {
    dataset: text('dataset') ?? page.dataset,
    run: typeof values?.['run'] === 'number' ? values['run'] : page.run,
    backbone: text('backbone') ?? page.backbone,
    folder: text('folder') ?? page.folder,
  };
}

/** The buttons of an error, of which the window knows what they are about. */
export function doorsOf(error: DoorError, subject: ErrorSubject): readonly ErrorDoorId[] {
  const doors = doorsOfKind[error.values?.kind ?? ''] ?? doorsOfCode[error.code] ?? [];
  return doors.filter((door) => {
    const needed = needs[door];
    return needed === undefined || subject[needed] !== undefined;
  });
}
