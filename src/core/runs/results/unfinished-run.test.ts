import { expect, test } from 'vitest';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { runStates, type RunState } from '../../../shared/run-state.ts';
import { unfinishedRun } from './unfinished-run.ts';

const run = (state: RunState, code?: 'nan-loss') => ({ id: 3, name: null, state, plan: {} as RunPlan, error: code ? { code, message: '' } : null });
const asked = (state: RunState, code?: 'nan-loss') => unfinishedRun(run(state, code), `Run 3 is ${state}`);

test('what can be done with a run without a model follows from its state: only what still comes is waited for', () => {
  const kinds = Object.fromEntries(runStates.map((state) => [state, asked(state).values!.kind]));
  expect(kinds).toEqual({ queued: 'run-coming', running: 'run-coming', paused: 'run-unfinished', done: 'run-unfinished', failed: 'run-unfinished', cancelled: 'run-unfinished' });
  for (const state of runStates) expect(asked(state).hint!.startsWith('Wait'), state).toBe(kinds[state] === 'run-coming');
  expect(asked('cancelled').hint).toBe('Go on with "graft resume 3", or choose another run.');
  expect(asked('failed', 'nan-loss')).toMatchObject({ values: { kind: 'run-broke-off' }, hint: 'Choose another run, or train again with other settings.' });
  expect(unfinishedRun(run('cancelled'), 'x', { code: 'bad-usage', field: 'from' })).toMatchObject({ code: 'bad-usage', field: 'from' });
  expect(unfinishedRun({ ...run('paused'), name: 'first try' }, 'x').values).toEqual({ kind: 'run-unfinished', run: 3, runName: 'first try', state: 'paused' });
});
