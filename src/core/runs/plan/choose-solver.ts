import { StudioError } from '../../errors.ts';
import type { PlanNotice, SettingReason } from '../../../shared/contract/run-calls.ts';
import type { SettingKey } from '../../../shared/run-settings.ts';
import type { Phase, RunSpec } from '../../../shared/run-spec.ts';

/** What says how something is learned in steps. Of two phases the second has them. */
const ofSteps: readonly SettingKey[] = ['epochs', 'batchSize', 'learningRate', 'optimizer', 'weightDecay', 'schedule', 'dropAt', 'warmup'];
const ofSolver = ['solver', 'l2'] as const satisfies readonly SettingKey[];

/** @throws StudioError `bad-usage` where a head with a layer of its own is to be solved exactly, which has no single optimum */
export function needLinear({ solver }: RunSpec, isLinear: boolean): void {
  if (solver !== 'exact' || isLinear) return;
  throw new StudioError('bad-usage', '--solver exact needs a linear head', {
    field: 'solver',
    values: { kind: 'solver-needs-linear' },
    hint: 'Leave --head out, or use --solver iterative.',
  });
}

/** What was asked of steps where none are taken, and of a solver where nothing is solved. */
export function unusedOfSolver(phases: readonly Phase[], spec: RunSpec): PlanNotice[] {
  const asked = (keys: readonly SettingKey[]) => keys.filter((key) => spec[key] !== undefined);
  const isSolved = phases.some(({ solver }) => solver === 'exact');
  const steps = phases.every(({ solver }) => solver === 'exact') ? asked(ofSteps) : [];
  const isHead = phases.some(({ cut }) => cut === 'head');
  const solver = isSolved ? [] : asked(isHead ? ['l2'] : ofSolver);
  return [
    ...(steps.length > 0 ? [{ about: 'steps-unused', settings: steps } as const] : []),
    ...(solver.length > 0 ? [{ about: 'solver-unused', settings: solver } as const] : []),
  ];
}

/** Of a run that is one solved head, settings of steps are told as what they are: not used. */
export function withUnusedSteps<Row extends { readonly setting: SettingKey; readonly reason: SettingReason }>(reasons: readonly Row[], phases: readonly Phase[]): Row[] {
  const isSolved = phases.every(({ solver }) => solver === 'exact');
  const isUnused = ({ setting, reason }: Row) => isSolved && ofSteps.includes(setting) && reason.because !== 'asked';
  return reasons.map((row) => (isUnused(row) ? { ...row, reason: { because: 'solved-at-once' } } : row));
}
