import { StudioError } from '../../errors.ts';
import type { PlanNotice, SettingReason } from '../../../shared/contract/plan-view.ts';
import type { SettingKey } from '../../../shared/run-settings.ts';
import type { Phase, RunSpec } from '../../../shared/run-spec.ts';
import { settingsOfSteps } from '../../../shared/settings-of-steps.ts';
import { solveSeconds } from '../../training/solve-seconds.ts';

/** What decides how a head is found: its layers, and how much there is to solve. */
export interface HeadSituation {
  /** Whether the head is one layer. */
  readonly isLinear: boolean;
  readonly trainImages: number;
  readonly classes: number;
  /** Pooled features of a picture, which the head sees. */
  readonly features: number;
  /** Whether rows of an earlier head are where it starts. */
  readonly keepsRows: boolean;
}

/** A row of `reasons`, as far as it is looked at here. */
interface ReasonRow {
  readonly setting: SettingKey;
  readonly phase: Phase['name'] | null;
  readonly reason: SettingReason;
}

/** What says how layers below the head are learned. */
const ofLowerLayers: readonly SettingKey[] = ['layerDecay', 'l2sp', 'dropPath', 'gradients'];
/** What asks for steps by being given for a phase of the head. */
const askForSteps = ['learningRate', 'optimizer', 'schedule', 'warmup', 'augment', 'batchSize', 'mixup'] as const satisfies readonly SettingKey[];
/** The same, where there is no second phase that they could speak of. */
const askForStepsAlone = ['epochs', 'ema', 'averageEpochs', 'sampling', 'earlyStop', ...askForSteps] as const;
/** Beyond that, steps are no slower. */
const mostSeconds = 20;
const ofSolver = ['solver', 'l2'] as const satisfies readonly SettingKey[];

/** How a head alone is found unless asked (docs/decisions/0042), and why. */
export function usualSolver(spec: RunSpec, isOnlyPhase: boolean, { isLinear, trainImages, features, classes, keepsRows }: HeadSituation): [Phase['solver'], SettingReason] {
  const asking: readonly SettingKey[] = isOnlyPhase ? askForStepsAlone : askForSteps;
  const settings = asking.filter((key) => spec[key] !== undefined);
  if (!isLinear) return ['iterative', { because: 'head-has-layers' }];
  if (settings.length > 0) return ['iterative', { because: 'steps-asked', settings }];
  if (keepsRows) return ['iterative', { because: 'rows-are-kept' }];
  const seconds = solveSeconds(trainImages, features, classes, spec.l2 !== undefined);
  if (seconds > mostSeconds) return ['iterative', { because: 'solving-takes-long', seconds }];
  return ['exact', { because: 'best-at-once' }];
}

/** @throws StudioError `bad-usage` where a head with a layer of its own is to be solved exactly, which has no single optimum */
export function needLinear({ solver }: RunSpec, isLinear: boolean): void {
  if (solver !== 'exact' || isLinear) return;
  throw new StudioError('bad-usage', '--solver exact needs a linear head', {
    field: 'solver',
    values: { kind: 'solver-needs-linear' },
    hint: 'Leave --head out, or use --solver iterative.',
  });
}

/** What was asked of steps where none are taken, of layers that stay as they are, and of a solver where nothing is solved. */
export function unusedOfSolver(phases: readonly Phase[], spec: RunSpec): PlanNotice[] {
  const asked = (keys: readonly SettingKey[]) => keys.filter((key) => spec[key] !== undefined);
  const isSolved = phases.some(({ solver }) => solver === 'exact');
  const steps = phases.every(({ solver }) => solver === 'exact') ? asked(settingsOfSteps) : [];
  const isHead = phases.some(({ cut }) => cut === 'head');
  const lower = phases.every(({ cut }) => cut === 'head') ? asked(ofLowerLayers) : [];
  const solver = isSolved ? [] : asked(isHead ? ['l2'] : ofSolver);
  return [
    ...(lower.length > 0 ? [{ about: 'lower-layers-unused', settings: lower } as const] : []),
    ...(steps.length > 0 ? [{ about: 'steps-unused', settings: steps } as const] : []),
    ...(solver.length > 0 ? [{ about: 'solver-unused', settings: solver } as const] : []),
  ];
}

/** Of what is solved, settings of steps are told as what they are: not used. */
export function withUnusedSteps<Row extends ReasonRow>(reasons: readonly Row[], phases: readonly Phase[]): Row[] {
  const isSolved = phases.every(({ solver }) => solver === 'exact');
  const isSolvedPhase = (name: Row['phase']) => phases.some((phase) => phase.name === name && phase.solver === 'exact');
  const isUnused = ({ setting, phase, reason }: Row) => [...settingsOfSteps, ...ofLowerLayers].includes(setting) && reason.because !== 'asked' && (isSolved || isSolvedPhase(phase));
  return reasons.map((row) => (isUnused(row) ? { ...row, reason: { because: 'solved-at-once' } } : row));
}
