import { StudioError } from '../../errors.ts';
import { saidRun } from '../../store/run-called.ts';
import type { Run } from '../../store/runs.ts';
import type { SaidValues } from '../../../shared/said.ts';
import { isResumable } from './run-view.ts';

type Unfinished = Pick<Run, 'id' | 'name' | 'state' | 'plan' | 'error'>;

/** What becomes of a run that has no finished model: it comes by itself, somebody goes on with it, or nothing does. */
function outlookOf(run: Unfinished): { values: SaidValues; hint: string } {
  const { id, state } = run;
  if (state === 'queued' || state === 'running') return { values: { kind: 'run-coming', ...saidRun(run), state }, hint: 'Wait until it is done, or choose another run.' };
  if (state === 'done' || isResumable(run)) return { values: { kind: 'run-unfinished', ...saidRun(run), state }, hint: `Go on with "graft resume ${id}", or choose another run.` };
  return { values: { kind: 'run-broke-off', ...saidRun(run), state }, hint: 'Choose another run, or train again with other settings.' };
}

/** Of a run whose model or answers are asked for and that has none (yet): `message` says for what, the hint what can be done with a run in its state. */
export function unfinishedRun(run: Unfinished, message: string, { code = 'not-found', field = 'run', cause }: { code?: 'not-found' | 'bad-usage'; field?: string; cause?: unknown } = {}): StudioError {
  const { values, hint } = outlookOf(run);
  return new StudioError(code, message, { values, field, hint, cause });
}
