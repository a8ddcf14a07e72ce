import { imagesOfVersion } from '../../store/dataset-versions.ts';
import type { Database } from '../../store/database.ts';
import { getVersion } from '../../store/datasets.ts';
import { getRun } from '../../store/runs.ts';

/**
 * The group of each content that the data sets of runs have, as the runs knew it when they were trained, those in none as null: other folders may hold the same pictures. Null where no
 * run knew of groups.
 */
export function groupsKnownToRuns(db: Database, runs: readonly number[]): ReadonlyMap<string, string | null> | null {
  const versions = [...new Set(runs.map((run) => getRun(db, run).datasetVersionId))].filter((id) => getVersion(db, id).groupSource !== null);
  if (versions.length === 0) return null;
  const known = new Map<string, string | null>();
  for (const version of versions) {
    const { datasetId } = getVersion(db, version);
    // Another data set may call its groups the same.
    for (const { sha256, group } of imagesOfVersion(db, version)) if (!known.get(sha256)) known.set(sha256, group === null ? null : `${datasetId}: ${group}`);
  }
  return known;
}
