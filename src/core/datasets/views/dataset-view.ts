import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import type { Database } from '../../store/database.ts';
import { sharesOf } from '../version/dataset-state.ts';
import { datasetReport } from './dataset-report.ts';

/** The report of a data set as the window gets it; whether it is watched is not known here. @throws StudioError `not-found` */
export function datasetView(db: Database, datasetId: string): Omit<DatasetView, 'isWatched'> {
  const { dataset, isPresent, version, hasChanges, found, trained, layout, findings, history } = datasetReport(db, datasetId);
  return {
    id: dataset.id,
    name: dataset.name,
    root: dataset.root,
    isPresent,
    version,
    hasChanges,
    ...found,
    classKeys: dataset.classKeys,
    split: trained.split,
    shares: sharesOf(dataset),
    splitIsFolders: layout.decidesSplit,
    findings,
    ...history,
  };
}
