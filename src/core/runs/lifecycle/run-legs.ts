import type { Leg } from '../../../shared/contract/run-calls.ts';
import type { RunPace } from '../../store/json-columns.ts';
import type { Phase, RunPlan } from '../../../shared/run-spec.ts';
import { workAround } from '../../nets/figures.ts';
import { isTrained } from '../../nets/plan/cut-point.ts';
import type { TrainedPart } from '../../nets/plan/cut-point.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { tensorTable } from '../../nets/plan/tensor-table.ts';
import { elementCount } from '../../tensor.ts';
import { secondsAnEpoch } from '../../training/checkpoint-pace.ts';
import { passedBy } from '../../training/passed-phases.ts';
import { keptSizes, keptViews } from '../../training/phase-views.ts';
import { solveSeconds } from '../../training/solve-seconds.ts';
import { runBytes } from '../../training/run-bytes.ts';
import type { Estimate } from './estimate.ts';
import { meanWork, workOf, workShares } from './leg-work.ts';
import type { WorkShare } from './leg-work.ts';

/** What a run counts: pictures of each side, classes; and how large a picture is. */
export interface RunSize {
  /** Mean of all pictures. */
  readonly megapixels: number;
  readonly train: number;
  readonly val: number;
  readonly test: number;
  readonly classes: number;
}

/** A part of a run as it is expected. Units: pictures read through the frozen part, epochs, pictures answered, else 1; where pictures grow, those of the last size. */
export interface ExpectedLeg extends Leg {
  readonly units: number;
  readonly unitSeconds: number;
  /** Whether `unitSeconds` was measured on this machine; else it follows from the network's multiply-adds. */
  readonly isMeasured: boolean;
  /** Whether computing decides how long it takes, not decoding, so that one such leg tells about another. */
  readonly isCompute: boolean;
  /** Where smaller pictures come first, what they take of a unit; else empty. */
  readonly shares: readonly WorkShare[];
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
  const whole = plan.preprocessing.imageSize;
  const workOn = (cut: string, imageSize = whole) => workAround(net, imageSize, size.classes, cut);
  const rows = tensorTable(net, size.classes);
  const all = workOn('stem').behind;
  const held = size.val + size.test;
  const decode = decodeSeconds + decodeSecondsAMegapixel * size.megapixels;
  return legsOf(plan).map((leg): ExpectedLeg => {
    const index = plan.phases.findIndex(({ name }) => name === leg.phase);
    const phase = plan.phases[index];
    const shares = sharesOf(leg, index);
    const count = unitsOf(leg, index);
    const units = workOf(shares, count, phase && leg.activity === 'training' ? phase.epochs : count);
    const guess = { ...leg, units, unitSeconds: guessOf(leg, index), isMeasured: false, isCompute: isCompute(leg, phase?.cut), shares };
    const measured = measuredSeconds(leg, index, units, meanWork(shares));
    return measured === null ? guess : { ...guess, unitSeconds: measured, isMeasured: true };
  });

  function unitsOf({ activity }: Leg, index: number): number {
    if (activity === 'evaluating') return held;
    const phase = plan.phases[index];
    if (!phase) return 1;
    if (activity !== 'training') return readOf(phase).reduce((sum, { units }) => sum + units, 0) * (1 - (known.cached[index] ?? 0));
    // What grows may stop at its last size alone.
    if (phase.patience === 0 || phase.sizes) return phase.epochs;
    return Math.min(phase.epochs, known.epochs[phase.name] ?? usualEpochs + phase.patience);
  }

  /** Pictures that go through the frozen part, in the order in which they do. */
  function readOf(phase: Phase): { readonly units: number; readonly imageSize: number }[] {
    const before = passedBy(net, plan.phases, plan.phases.indexOf(phase));
    // What was kept of the phase before is not passed again.
    const plain = before !== undefined && (known.cached[before] ?? 0) < 1 ? 1 : 0;
    const sizes = keptSizes(plan, phase);
    const trained = sizes.map(({ imageSize, views }, at) => ({ units: size.train * (at === sizes.length - 1 ? views - plain : views), imageSize }));
    return [{ units: size.val * (1 - plain), imageSize: whole }, ...trained];
  }

  function sharesOf(leg: Leg, index: number): WorkShare[] {
    const phase = plan.phases[index];
    if (!phase?.sizes) return [];
    const groups = leg.activity === 'training' ? phase.sizes.map(({ epochs, imageSize }) => ({ units: epochs, imageSize })) : readOf(phase);
    return workShares(groups.map(({ units, imageSize }) => ({ units, seconds: guessOf(leg, index, imageSize) })));
  }

  function guessOf({ activity }: Leg, index: number, imageSize = whole): number {
    if (activity === 'starting') return startSeconds;
    if (activity === 'saving') return saveSeconds;
    if (activity === 'evaluating') return all * secondsAMultiplyAdd + decode;
    const phase = plan.phases[index]!;
    const { cut, batchSize } = phase;
    const { before: frozen, behind } = workOn(cut, imageSize);
    if (activity !== 'training') return frozen * secondsAMultiplyAdd + decode;
    if (phase.solver === 'exact') return solveSeconds(size.train * keptViews(plan, phase), net.classifier.inFeatures, size.classes, phase.l2 !== null);
    const learned = behind * secondsAMultiplyAdd;
    const judged = workOn(cut).behind * secondsAMultiplyAdd;
    const checkpoint = runBytes(net, { ...plan, phases: [phase] }, size.classes, 0) / 2 / writeBytesASecond;
    const step = stepSeconds + trainedValues(phase) * updateSeconds;
    return secondsAnEpoch(size.train * learned * trainingFactor + size.val * judged + Math.ceil(size.train / batchSize) * step, checkpoint, phase.epochs);
  }

  /** Where pictures are so large that decoding takes longer, reading them tells nothing of computing. */
  function isCompute({ activity }: Leg, cut: string | undefined): boolean {
    if (activity === 'reading') return false;
    const read = activity === 'features' ? workOn(cut!).before : activity === 'evaluating' ? all : Infinity;
    return read * secondsAMultiplyAdd > decode;
  }

  function trainedValues(phase: TrainedPart): number {
    return rows.reduce((sum, { part, shape }) => sum + (isTrained(net, part, phase) ? elementCount(shape) : 0), 0);
  }

  function measuredSeconds(leg: Leg, index: number, units: number, mean: number): number | null {
    const before = known.pace?.legs.find(({ activity, phase }) => activity === leg.activity && phase === leg.phase);
    if (before && before.units > 0 && before.seconds > 0) {
      const grown = leg.activity === 'training' ? size.train / Math.max(1, known.pace!.train) : 1;
      return (before.seconds / before.units) * grown;
    }
    const { estimate } = known;
    if (!estimate || !leg.phase) return null;
    if (leg.activity === 'training') return estimate.secondsPerEpoch[index]! / mean;
    const read = readOf(plan.phases[index]!).reduce((sum, one) => sum + one.units, 0);
    return units > 0 ? estimate.featureSeconds[index]! / (read * mean) : null;
  }
}
