import type { Leg } from '../../../shared/contract/run-calls.ts';
import type { RunPace } from '../../store/json-columns.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { layerCosts } from '../../nets/figures.ts';
import { cutIndex, isTrained } from '../../nets/plan/cut-point.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { tensorTable } from '../../nets/plan/tensor-table.ts';
import { elementCount } from '../../tensor.ts';
import { keptViews } from '../../training/phase-views.ts';
import { solveSeconds } from '../../training/solve-seconds.ts';
import { runBytes } from '../../training/run-bytes.ts';
import type { Estimate } from './estimate.ts';

/** What a run counts: pictures of each side, classes; and how large a picture is. */
export interface RunSize {
  /** Mean of all pictures. */
  readonly megapixels: number;
  readonly train: number;
  readonly val: number;
  readonly test: number;
  readonly classes: number;
}

/** A part of a run as it is expected. Units: pictures read through the frozen part, epochs, pictures answered, else 1. */
export interface ExpectedLeg extends Leg {
  readonly units: number;
  readonly unitSeconds: number;
  /** Whether `unitSeconds` was measured on this machine; else it follows from the network's multiply-adds. */
  readonly isMeasured: boolean;
  /** Whether computing decides how long it takes, not decoding, so that one such leg tells about another. */
  readonly isCompute: boolean;
}

/** What is known before a run begins. */
export interface Known {
  /** Of the newest run here that computed the same. */
  readonly pace: RunPace | null;
  readonly estimate: Estimate | null;
  /** Epochs after which phases that may stop early have ended here, by name. */
  readonly epochs: Readonly<Record<string, number>>;
  /** Which part of each phase's features lies in the cache, 0 to 1. */
  readonly cached: readonly number[];
}

export const nothingKnown: Known = { pace: null, estimate: null, epochs: {}, cached: [] };

// A processor of two cores, by the traces of `test/fixtures/clock-traces`, where nobody has measured anything; what is measured corrects them.
const secondsAMultiplyAdd = 4e-12;
const decodeSeconds = 1e-3;
const decodeSecondsAMegapixel = 7e-3;
const stepSeconds = 2e-3;
/** Of an optimiser's step, for each trained value. */
const updateSeconds = 2.5e-9;
const writeBytesASecond = 600e6;
const startSeconds = 2;
const saveSeconds = 1;
/** Gradients of weights and of inputs beside the forward pass, none of them with BatchNorm folded away. */
const trainingFactor = 3;
/** A phase that may stop early has seldom learned anything new after so many epochs, its patience left out. */
const usualEpochs = 15;

/** The parts of a run in order. */
export function legsOf(plan: Pick<RunPlan, 'phases'>): Leg[] {
  return [
    { activity: 'starting', phase: null },
    ...plan.phases.flatMap(({ name, cut }): Leg[] => [
      { activity: cut === 'stem' ? 'reading' : 'features', phase: name },
      { activity: 'training', phase: name },
    ]),
    { activity: 'saving', phase: null },
    { activity: 'evaluating', phase: null },
  ];
}

/** How often and how long each leg is expected to take. */
export function expectLegs(plan: RunPlan, size: RunSize, known: Known = nothingKnown): ExpectedLeg[] {
  const net = planNet(plan.net);
  const costs = layerCosts(net, plan.preprocessing.imageSize, size.classes);
  const rows = tensorTable(net, size.classes);
  const all = costs.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  const frozenOf = (cut: string): number => {
    const position = cutIndex(net, cut);
    if (position < 0) return 0;
    const parts = new Set(['stem', ...net.blocks.slice(0, position).map((block) => block.cut)]);
    return costs.reduce((sum, { part, multiplyAdds }) => sum + (parts.has(part) ? multiplyAdds : 0), 0);
  };
  const held = size.val + size.test;
  const decode = decodeSeconds + decodeSecondsAMegapixel * size.megapixels;
  return legsOf(plan).map((leg): ExpectedLeg => {
    const index = plan.phases.findIndex(({ name }) => name === leg.phase);
    const phase = plan.phases[index];
    const units = unitsOf(leg, index);
    const guess = { ...leg, units, unitSeconds: guessOf(leg, index), isMeasured: false, isCompute: isCompute(leg, phase?.cut) };
    const measured = measuredSeconds(leg, index, units);
    return measured === null ? guess : { ...guess, unitSeconds: measured, isMeasured: true };
  });

  function unitsOf({ activity }: Leg, index: number): number {
    if (activity === 'evaluating') return held;
    const phase = plan.phases[index];
    if (!phase) return 1;
    if (activity !== 'training') return (size.train * keptViews(plan, phase) + size.val) * (1 - (known.cached[index] ?? 0));
    if (phase.patience === 0) return phase.epochs;
    return Math.min(phase.epochs, known.epochs[phase.name] ?? usualEpochs + phase.patience);
  }

  function guessOf({ activity }: Leg, index: number): number {
    if (activity === 'starting') return startSeconds;
    if (activity === 'saving') return saveSeconds;
    if (activity === 'evaluating') return all * secondsAMultiplyAdd + decode;
    const phase = plan.phases[index]!;
    const { cut, batchSize } = phase;
    const frozen = frozenOf(cut);
    if (activity !== 'training') return frozen * secondsAMultiplyAdd + decode;
    if (phase.solver === 'exact') return solveSeconds(size.train * keptViews(plan, phase), net.classifier.inFeatures, size.classes, phase.l2 !== null);
    const learned = (all - frozen) * secondsAMultiplyAdd;
    const checkpoint = runBytes(net, { ...plan, phases: [phase] }, size.classes, 0) / 2 / writeBytesASecond;
    const step = stepSeconds + trainedValues(cut) * updateSeconds;
    return size.train * learned * trainingFactor + size.val * learned + Math.ceil(size.train / batchSize) * step + checkpoint;
  }

  /** Where pictures are so large that decoding takes longer, reading them tells nothing of computing. */
  function isCompute({ activity }: Leg, cut: string | undefined): boolean {
    if (activity === 'reading') return false;
    const read = activity === 'features' ? frozenOf(cut!) : activity === 'evaluating' ? all : Infinity;
    return read * secondsAMultiplyAdd > decode;
  }

  function trainedValues(cut: string): number {
    return rows.reduce((sum, { part, shape }) => sum + (isTrained(net, part, cut) ? elementCount(shape) : 0), 0);
  }

  function measuredSeconds(leg: Leg, index: number, units: number): number | null {
    const before = known.pace?.legs.find(({ activity, phase }) => activity === leg.activity && phase === leg.phase);
    if (before && before.units > 0 && before.seconds > 0) {
      const grown = leg.activity === 'training' ? size.train / Math.max(1, known.pace!.train) : 1;
      return (before.seconds / before.units) * grown;
    }
    const { estimate } = known;
    if (!estimate || !leg.phase) return null;
    if (leg.activity === 'training') return estimate.secondsPerEpoch[index]!;
    return units > 0 ? estimate.featureSeconds[index]! / (size.train * keptViews(plan, plan.phases[index]!) + size.val) : null;
  }
}
