import type { PlanNotice } from '../../../shared/contract/run-calls.ts';
import type { SettingKey } from '../../../shared/run-settings.ts';
import type { Phase, RunPlan, RunSpec } from '../../../shared/run-spec.ts';
import { suitsOf } from '../../nets/suits-strategy.ts';

/** Settings asked for that nothing in the run uses. */
export function unusedSettings({ phases, freeze, schedule }: Pick<RunPlan, 'phases' | 'freeze' | 'schedule'>, spec: RunSpec): PlanNotice[] {
  const unused: PlanNotice[] = [];
  if (spec.fineTuneLearningRate !== undefined && phases.length === 1) unused.push({ about: 'fine-tune-rate-unused', freeze });
  if (spec.batchNorm === 'train' && phases.every(({ cut }) => cut === 'head')) unused.push({ about: 'batch-norm-unused' });
  if (spec.dropAt !== undefined && schedule !== 'step') unused.push({ about: 'drops-unused' });
  return unused;
}

/** Whether a phase may end before its epochs do: its first epoch is its best so far, and while pictures grow none is waited for. */
function canEndEarly({ epochs, patience, sizes }: Phase): boolean {
  const waited = sizes ? sizes.at(-1)!.epochs : epochs - 1;
  return patience > 0 && patience < waited;
}

/** What looks back over epochs where no phase in steps takes enough: a mean of fewer than two, an early stop after the end. */
export function tooFewEpochs(phases: readonly Phase[], { averageEpochs = 'none', earlyStop = 0 }: RunSpec): PlanNotice[] {
  const inSteps = phases.filter(({ solver }) => solver === 'iterative');
  if (inSteps.length === 0) return [];
  const epochs = Math.max(...inSteps.map((phase) => phase.epochs));
  const settings: SettingKey[] = [
    ...(averageEpochs !== 'none' && epochs < 2 ? (['averageEpochs'] as const) : []),
    ...(earlyStop > 0 && !inSteps.some(canEndEarly) ? (['earlyStop'] as const) : []),
  ];
  return settings.length > 0 ? [{ about: 'too-few-epochs', settings, epochs }] : [];
}

/** More of an average than this that is where it began, after all steps, and it answers for weights that nobody trained. */
const mostOfStart = 0.1;
const wantedOfStart = 0.01;

/** An average that is too slow for the few steps of the last phase: after n of them decay^n of it is still what the phase began with. */
export function averageLags({ ema, phases }: Pick<RunPlan, 'ema' | 'phases'>, trainImages: number): PlanNotice[] {
  const { solver, epochs, batchSize } = phases.at(-1)!;
  const steps = solver === 'iterative' ? epochs * Math.ceil(trainImages / batchSize) : 0;
  const share = ema ** steps;
  if (ema === 0 || steps === 0 || share <= mostOfStart) return [];
  return [{ about: 'average-lags', steps, share, decay: Number((1 - Number((1 - wantedOfStart ** (1 / steps)).toPrecision(2))).toPrecision(9)) }];
}

/** L2-SP takes the place of weight decay below the head; where no step trains the head either (`first:<cut>`), nothing decays. Of heads alone `lower-layers-unused` speaks. */
export function decayReplaced({ l2sp, phases }: Pick<RunPlan, 'l2sp' | 'phases'>, { weightDecay = 0 }: RunSpec): PlanNotice[] {
  const inSteps = phases.filter(({ solver }) => solver === 'iterative');
  if (l2sp === 0 || weightDecay === 0 || inSteps.every(({ cut }) => cut === 'head')) return [];
  return [{ about: 'decay-replaced', headDecays: inSteps.some(({ end }) => end === undefined) }];
}

/** Class weights and balanced sampling do the same thing; with both a class of half the pictures counts twice as much as the others. */
export const balancedTwice = ({ classWeights, sampling, phases }: Pick<RunPlan, 'classWeights' | 'sampling' | 'phases'>): PlanNotice[] =>
  classWeights === 'balanced' && sampling === 'balanced' && phases.some(({ solver }) => solver === 'iterative') ? [{ about: 'balanced-twice' }] : [];

/** Pictures are mixed as training gets them: behind a frozen part its features, which is not the same. */
export const mixedFeatures = ({ mixup, phases }: Pick<RunPlan, 'mixup' | 'phases'>): PlanNotice[] =>
  mixup > 0 && phases.some(({ cut, solver }) => cut !== 'stem' && solver === 'iterative') ? [{ about: 'features-are-mixed' }] : [];

/** Of a head alone on a file whose recipe weakens frozen features. Of the one that comes with the program there is a notice already. */
export function frozenThough(phases: readonly Pick<Phase, 'cut'>[], backbone: string): PlanNotice[] {
  const suits = suitsOf(backbone);
  const isCited = suits?.strategy === 'fine-tuned' && suits.by === 'cited';
  return isCited && phases.every(({ cut }) => cut === 'head') ? [{ about: 'rather-fine-tuned', backbone }] : [];
}
