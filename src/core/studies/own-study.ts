import { StudioError, toWireError } from '../errors.ts';
import { ownProcess, pidOf } from '../files/process-owner.ts';
import type { Studio } from '../open-studio.ts';
import { inTransaction } from '../store/database.ts';
import { getStudy, updateStudy } from '../store/studies.ts';
import { isOwned } from './study-state.ts';

/** Makes this process the one that goes through a study. @throws StudioError `busy` */
export function claimStudy({ db }: Studio, id: number): void {
  inTransaction(db, () => {
    const { state, owner } = getStudy(db, id);
    if (state === 'running' && owner !== null && owner !== ownProcess() && isOwned(db, owner)) {
      throw new StudioError('busy', `Study ${id} is run by another program (process ${pidOf(owner)})`, {
        field: 'study',
        values: { kind: 'study-runs-elsewhere', study: id, process: pidOf(owner) },
        hint: `"graft study stop ${id}" stops it there.`,
      });
    }
    updateStudy(db, id, { state: 'running', owner: ownProcess(), isToStop: false, error: null, finishedAtMs: null });
  });
}

/** Nobody goes through it any more. */
export function endStudy<State extends 'done' | 'stopped' | 'failed'>({ db }: Studio, id: number, state: State, error?: unknown): State {
  updateStudy(db, id, { state, owner: null, isToStop: false, error: error === undefined ? null : toWireError(error), finishedAtMs: Date.now() });
  return state;
}
