import { isDeepStrictEqual } from 'node:util';
import { listEpochs, listRuns } from '../store/runs.ts';
import type { Run } from '../store/runs.ts';
import type { Studio } from '../open-studio.ts';
import type { DataPart } from '../../shared/data-part.ts';
import type { RunPlan } from '../../shared/run-spec.ts';

/** What decides the result of a run; the usual size of the cache follows the free disk. */
const decisive = ({ cacheSizeBytes: _, ...plan }: RunPlan): unknown => JSON.parse(JSON.stringify(plan));

/** One that was ended early (`graft resume --finish`) is not what its plan says. */
function isWhole({ db }: Studio, { id, plan }: Run): boolean {
  const last = plan!.phases.at(-1)!;
  return last.patience > 0 || listEpochs(db, id).filter(({ phase }) => phase === last.name).length >= last.epochs;
}

/** The newest run that is done and would be made again by this plan, of the same pictures (its seed is in the plan); undefined where there is none. */
export function findTwin(studio: Studio, datasetVersionId: number, part: DataPart | null, plan: RunPlan): number | undefined {
  const wanted = decisive(plan);
  return listRuns(studio.db, { states: ['done'] }).find(
    (run) =>
      run.datasetVersionId === datasetVersionId && isDeepStrictEqual(run.dataPart, part) && run.plan !== null && isDeepStrictEqual(decisive(run.plan), wanted) && isWhole(studio, run),
  )?.id;
}
