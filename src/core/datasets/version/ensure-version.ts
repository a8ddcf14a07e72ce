import { each } from '../../listed.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { insertVersion } from '../../store/dataset-versions.ts';
import { currentVersion, getDataset, type DatasetVersion } from '../../store/datasets.ts';
import { groupingOf } from '../../store/groups.ts';
import type { Split } from '../../../shared/split.ts';
import { datasetState, sharesOf } from './dataset-state.ts';
import { besidePictures, needTwoClasses } from './plan-problem.ts';
import { planVersion, type PlannedVersion } from './plan-version.ts';

/**
 * The version that training sees now: the current one, or a new one where scans, labels, exclusions or the split have changed
 * what it would see.
 * @param before the side that each content (sha256) is to keep; left out: the one of the version that last held it
 * @throws StudioError `not-found`, `bad-data-set` where fewer than two classes have a usable picture
 */
export function ensureVersion(db: Database, datasetId: string, before?: ReadonlyMap<string, Split>): DatasetVersion {
  for (;;) {
    const state = datasetState(db, datasetId);
    const plan = before ? planVersion(state, sharesOf(state.dataset), before, groupingOf(db, datasetId)) : state.plan();
    needTwoClasses(state.dataset.root, state, plan, besidePictures(state.dataset));
    const version = inTransaction(db, () => {
      // Planned outside the lock: another process may have labelled or scanned meanwhile, or removed the data set and added it again.
      const { revision, createdAtMs } = getDataset(db, datasetId);
      const isSame = revision === state.dataset.revision && createdAtMs === state.dataset.createdAtMs;
      return isSame ? storeVersion(db, datasetId, plan, (position) => state.images[position]!.file.id) : null;
    });
    if (version) return version;
  }
}

/** Stores a plan as the next version unless it is the current one; `idAt` gives the row of each image that it was made of. */
export function storeVersion(
  db: Database,
  datasetId: string,
  plan: PlannedVersion,
  idAt: (position: number) => number,
): DatasetVersion {
  const current = currentVersion(db, datasetId);
  if (current && isVersion(plan, current)) return current;
  const { val, test, seed } = plan.shares;
  const members = each(plan.members, ({ position, label, split, group }) => ({ imageId: idAt(position), label, split, group }));
  const row = { datasetId, fingerprint: plan.fingerprint, valShare: val, testShare: test, splitSeed: seed, groupSource: plan.groupSource };
  return insertVersion(db, row, plan.classes, members);
}

/** Whether training would see in `version` what `plan` says. Another split asked for is another version even if it deals alike. */
export const isVersion = (plan: PlannedVersion, version: DatasetVersion): boolean =>
  version.fingerprint === plan.fingerprint &&
  version.valShare === plan.shares.val &&
  version.testShare === plan.shares.test &&
  version.splitSeed === plan.shares.seed &&
  version.groupSource === plan.groupSource;
