import type { PlanNotice } from '../../../shared/contract/plan-view.ts';
import type { SettingKey } from '../../../shared/run-settings.ts';
import type { Phase, RunPlan, RunSpec } from '../../../shared/run-spec.ts';
import { cutIndex, isTrained } from '../../nets/plan/cut-point.ts';
import type { NetPlan } from '../../nets/plan/net-plan.ts';
import { tensorTable } from '../../nets/plan/tensor-table.ts';
import { suitsOf } from '../../nets/suits-strategy.ts';
import { learningRateAt, rateDrops } from '../../training/schedule.ts';
import { layerRateScale } from '../../training/update-rules.ts';

type Phases = Pick<RunPlan, 'phases'>;

/** Phases that learn in steps. */
const inStepsOf = ({ phases }: Phases): Phase[] => phases.filter(({ solver }) => solver === 'iterative');
const stepsOf = ({ epochs, batchSize }: Phase, trainImages: number): number => epochs * Math.ceil(trainImages / batchSize);
const isHeadAlone = ({ phases }: Phases): boolean => phases.every(({ cut }) => cut === 'head');

/** Settings asked for that nothing in the run uses. */
export function unusedSettings({ phases, freeze, schedule }: Pick<RunPlan, 'phases' | 'freeze' | 'schedule'>, net: NetPlan, spec: RunSpec): PlanNotice[] {
  const unused: PlanNotice[] = [];
  if (spec.fineTuneLearningRate !== undefined && phases.length === 1) unused.push({ about: 'fine-tune-rate-unused', freeze });
  const normalises = tensorTable(net, 1).some(({ role, part }) => role === 'running-mean' && isTrained(net, part, ...phases));
  if (spec.batchNorm === 'train' && !normalises) unused.push({ about: 'batch-norm-unused' });
  // Of what is solved at once `steps-unused` speaks.
  if (spec.dropAt !== undefined && schedule !== 'step' && inStepsOf({ phases }).length > 0) unused.push({ about: 'drops-unused' });
  return unused;
}

/** Stochastic depth where no block is trained but the first, which is never left out (`nets/graph/block-graph.ts`), and gradients to be measured where none is. */
export function blocksUnused(plan: Pick<RunPlan, 'phases' | 'freeze'>, net: NetPlan, { dropPath = 0, gradients = 0 }: RunSpec): PlanNotice[] {
  if (isHeadAlone(plan)) return [];
  const trained = net.blocks.filter(({ cut }) => isTrained(net, cut, ...plan.phases));
  const settings: SettingKey[] = [
    ...(dropPath > 0 && trained.every((block) => block === net.blocks[0]) ? (['dropPath'] as const) : []),
    ...(gradients > 0 && trained.length === 0 ? (['gradients'] as const) : []),
  ];
  return settings.length > 0 ? [{ about: 'blocks-unused', settings, freeze: plan.freeze, isFirst: trained.length > 0 }] : [];
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

/** A rise of the rate that is over before the first step, and drops that come after the last one. */
export function tooFewSteps(plan: Pick<RunPlan, 'phases' | 'schedule'>, { warmup = 0, dropAt }: RunSpec, trainImages: number): PlanNotice[] {
  const steps = Math.max(0, ...inStepsOf(plan).map((phase) => stepsOf(phase, trainImages)));
  if (steps === 0) return [];
  const schedule = { kind: plan.schedule, peak: 1, steps, warmup: 0, drops: [] };
  const rises = learningRateAt({ ...schedule, warmup }, 0) < learningRateAt(schedule, 0);
  const drops = plan.schedule !== 'step' || dropAt === undefined || learningRateAt({ ...schedule, drops: rateDrops(dropAt) }, steps - 1) < 1;
  const settings: SettingKey[] = [...(warmup > 0 && !rises ? (['warmup'] as const) : []), ...(drops ? [] : (['dropAt'] as const))];
  return settings.length > 0 ? [{ about: 'too-few-steps', settings, steps }] : [];
}

/** A rise of the rate that takes all steps of the longest phase: asked for as a number of epochs, perhaps. */
export function risesToTheEnd(plan: Pick<RunPlan, 'phases' | 'schedule'>, { warmup = 0 }: RunSpec, trainImages: number): PlanNotice[] {
  const [longest] = inStepsOf(plan).toSorted((a, b) => stepsOf(b, trainImages) - stepsOf(a, trainImages));
  const steps = longest ? stepsOf(longest, trainImages) : 0;
  if (steps < 2) return [];
  const schedule = { kind: plan.schedule, peak: 1, steps, warmup, drops: [] };
  const isRising = learningRateAt(schedule, steps - 1) > learningRateAt(schedule, steps - 2);
  return isRising ? [{ about: 'rises-to-the-end', warmup, epochs: longest!.epochs }] : [];
}

/** A decay of the rate by layers where what is trained ends below the head: the layers above it, which stay as they are, count too (as timm's do). */
export function decayedByFrozen({ layerDecay, phases, freeze }: Pick<RunPlan, 'layerDecay' | 'phases' | 'freeze'>, net: NetPlan): PlanNotice[] {
  const end = phases.find((phase) => phase.end !== undefined)?.end;
  if (layerDecay === 1 || end === undefined) return [];
  const highest = net.blocks[cutIndex(net, end) - 1]?.cut ?? 'stem';
  return [{ about: 'decayed-by-frozen', decay: layerDecay, freeze, share: layerRateScale(net, highest, layerDecay) }];
}

/** More of an average than this that is where it began, after all steps, and it answers for weights that nobody trained. */
const mostOfStart = 0.1;
const wantedOfStart = 0.01;

/** An average that is too slow for the few steps of a phase, the shortest: after n of them decay^n of it is still what the phase began with, and the next one begins with it. */
export function averageLags(plan: Pick<RunPlan, 'ema' | 'phases'>, trainImages: number): PlanNotice[] {
  const { ema } = plan;
  const steps = Math.min(...inStepsOf(plan).map((phase) => stepsOf(phase, trainImages)));
  const share = ema ** steps;
  if (ema === 0 || share <= mostOfStart) return [];
  return [{ about: 'average-lags', steps, share, decay: Number((1 - Number((1 - wantedOfStart ** (1 / steps)).toPrecision(2))).toPrecision(9)) }];
}

/** What weight decay is left beside L2-SP, which takes its place below the head: that of the head, or of nothing where no step trains the head either (`first:<cut>`). Of heads alone `lower-layers-unused` speaks. */
function decayLeft(plan: Pick<RunPlan, 'l2sp' | 'phases'>): 'all' | 'head' | 'nothing' {
  const inSteps = inStepsOf(plan);
  if (plan.l2sp === 0 || inSteps.every(({ cut }) => cut === 'head')) return 'all';
  return inSteps.some(({ end }) => end === undefined) ? 'head' : 'nothing';
}

export function decayReplaced(plan: Pick<RunPlan, 'l2sp' | 'phases'>, { weightDecay = 0 }: RunSpec): PlanNotice[] {
  const left = decayLeft(plan);
  return left === 'all' || weightDecay === 0 ? [] : [{ about: 'decay-replaced', headDecays: left === 'head' }];
}

/** The usual weight decay beside L2-SP is told as what is left of it. */
export function withDecayLeft<Row extends { readonly setting: SettingKey; readonly reason: { readonly because: string } }>(reasons: readonly Row[], plan: Pick<RunPlan, 'l2sp' | 'phases'>): Row[] {
  const left = decayLeft(plan);
  const isReplaced = ({ setting, reason }: Row) => left !== 'all' && setting === 'weightDecay' && reason.because !== 'asked';
  return reasons.map((row) => (isReplaced(row) ? { ...row, reason: { because: left === 'head' ? 'of-head-beside-l2sp' : 'replaced-by-l2sp' } } : row));
}

/**
 * What favours small classes where there is none, and what does so twice: with class weights and balanced sampling a class of half the pictures
 * counts twice as much as the others. `counts`: training pictures of each class; one without any is in no step.
 */
export function balancing({ classWeights, sampling, ...plan }: Pick<RunPlan, 'classWeights' | 'sampling' | 'phases'>, counts: readonly number[]): PlanNotice[] {
  const isDrawn = sampling === 'balanced' && inStepsOf(plan).length > 0;
  const settings: SettingKey[] = [...(classWeights === 'balanced' ? (['classWeights'] as const) : []), ...(isDrawn ? (['sampling'] as const) : [])];
  const [count = 0, ...others] = counts.filter((one) => one > 0);
  if (settings.length > 0 && others.every((one) => one === count)) return [{ about: 'classes-alike', settings, count }];
  return settings.length > 1 ? [{ about: 'balanced-twice' }] : [];
}

/** Pictures are mixed as training gets them: behind a frozen part its features, which is not the same; and one alone has nothing to be mixed with. */
export function mixing({ mixup, ...plan }: Pick<RunPlan, 'mixup' | 'phases'>, trainImages: number): PlanNotice[] {
  const inSteps = inStepsOf(plan);
  if (mixup === 0 || inSteps.length === 0) return [];
  if (inSteps.every(({ batchSize }) => Math.min(batchSize, trainImages) < 2)) return [{ about: 'nothing-to-mix' }];
  return inSteps.some(({ cut }) => cut !== 'stem') ? [{ about: 'features-are-mixed' }] : [];
}

/** Why a run that goes on from another one uses nothing of its head: an exact solution sees no rows, and a head with a layer of its own has other ones. */
export function headAnew({ start, net, phases }: Pick<RunPlan, 'start' | 'net' | 'phases'>): { headAnew?: 'solver' | 'head' } {
  if (start.from !== 'weights' || start.run === undefined) return {};
  if (net.head.kind !== 'linear') return { headAnew: 'head' };
  return phases[0]!.solver === 'exact' ? { headAnew: 'solver' } : {};
}

/** Of a head alone on a file whose recipe weakens frozen features. Of the one that comes with the program there is a notice already. */
export function frozenThough(phases: readonly Pick<Phase, 'cut'>[], backbone: string): PlanNotice[] {
  const suits = suitsOf(backbone);
  const isCited = suits?.strategy === 'fine-tuned' && suits.by === 'cited';
  return isCited && phases.every(({ cut }) => cut === 'head') ? [{ about: 'rather-fine-tuned', backbone }] : [];
}
