import { existsSync } from 'node:fs';
import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import type { Database } from '../../store/database.ts';
import { currentVersion } from '../../store/datasets.ts';
import { datasetState, sharesOf } from '../version/dataset-state.ts';
import { isVersion } from '../version/ensure-version.ts';
import { healthFindings } from './findings.ts';
import { labelTotals } from '../labels/label-totals.ts';
import { historyEnds } from '../labels/labels.ts';
import type { Layout } from '../known/layout.ts';
import type { Split } from '../../../shared/split.ts';

/** A data set as the window shows it; whether it is watched is not known here. Stores nothing. @throws StudioError `not-found` */
export function datasetView(db: Database, datasetId: string): Omit<DatasetView, 'isWatched'> {
  const state = datasetState(db, datasetId);
  const { dataset } = state;
  const plan = state.plan();
  const version = currentVersion(db, datasetId);
  const split: Record<Split, number> = { train: 0, val: 0, test: 0 };
  for (const member of plan.members) split[member.split] += 1;
  const unreadable = state.images.filter((image) => image.file.problem !== null);
  return {
    id: dataset.id,
    name: dataset.name,
    root: dataset.root,
    isPresent: existsSync(dataset.root),
    version: version?.number ?? null,
    hasChanges: version ? !isVersion(plan, version) : plan.classes.length > 1,
    ...labelTotals(state),
    images: state.images.length - unreadable.length,
    unreadable: unreadable.map(({ file }) => ({ file: file.path, reason: file.problem! })),
    split,
    shares: sharesOf(dataset),
    splitIsFolders: hasSides(state.layout) || state.images.some(({ saidSide }) => saidSide === 'val'),
    findings: healthFindings(state),
    ...historyEnds(db, datasetId),
  };
}

const hasSides = ({ kind, sides }: Layout): boolean => kind === 'sides' || (kind === 'inner' && sides.size > 0);
