import type { Studio } from '../open-studio.ts';
import { getDataset, getVersion } from '../store/datasets.ts';
import { listStudies, trialsOf } from '../store/studies.ts';
import type { StoredStudy } from '../store/studies.ts';
import { studyStatus, trialState } from './study-state.ts';
import type { StudyStatus } from '../../shared/study-result.ts';

/** A study as lists show it. */
export interface StudyListRow {
  readonly study: StoredStudy;
  readonly status: StudyStatus;
  /** Name of its data set. */
  readonly dataset: string;
  /** Trials that are done, taken over ones too, of all. */
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

/** Newest first. */
export const listStudyRows = (studio: Studio): StudyListRow[] => listStudies(studio.db).map((study) => rowOf(studio, study));

function rowOf({ db }: Studio, study: StoredStudy): StudyListRow {
  const states = trialsOf(db, study.id).map((trial) => trialState(db, trial));
  const done = states.filter((state) => state === 'done' || state === 'reused').length;
  const failed = states.filter((state) => state === 'failed').length;
  const dataset = getDataset(db, getVersion(db, study.datasetVersionId).datasetId).name;
  return { study, status: studyStatus(db, study), dataset, done, failed, total: states.length };
}

/** One of them; null where it is gone. */
export function studyListRow(studio: Studio, id: number): StudyListRow | null {
  const study = listStudies(studio.db).find((one) => one.id === id);
  return study ? rowOf(studio, study) : null;
}
