import { feedsWords, openSession } from '../engine/session.ts';
import type { Feed, Session } from '../engine/session.ts';
import { optimizerFeeds, usualMomentum } from '../graph/optimizers.ts';
import { readInGroups, restoreVariables } from '../graph/variables.ts';
import { tensorOf } from '../nets/folding.ts';
import { toChannelsFirstWeight, toChannelsLastWeight } from '../nets/layout.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { TensorRow } from '../nets/plan/tensor-table.ts';
import type { TensorMap, TensorStream } from '../tensor.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import { averageName, copiedFrom } from './averaged-weights.ts';
import { buildTrainingGraph, names, variableShape } from './training-graph.ts';
import type { TrainingGraphSpec } from './training-graph.ts';

export interface StepResult {
  /** Mean loss of the batch before the update. */
  readonly loss: number;
  /** `[batch, classes]`, before the update. */
  readonly logits: Float32Array;
  /** False where a float16 gradient overflowed and the step was skipped. */
  readonly applied: boolean;
}

/** What a step takes where a plan asks for it. */
export interface StepExtras {
  /** Of float16; 1 unless given. */
  readonly lossScale?: number;
  /** Steps before it that were skipped: AdamW corrects its moments by those that were taken, as PyTorch's does. */
  readonly skipped?: number;
  /** The part of each row that stays where rows are mixed; 1 unless given. */
  readonly mixShare?: number;
  /** Where it moves. */
  readonly momentum?: number;
}

/** Everything that changes while training: weights of trained parts and optimiser slots, as the variables hold them. */
export type TrainingState = TensorMap;

export interface TrainingSession {
  readonly rows: readonly TensorRow[];
  readonly inputShape: readonly number[];
  /** One optimiser step; `step` counts from 1 and `targets` is `[batch, classes]`, its rows weighted; `weight` is their sum of weights. */
  step(
    input: Feed,
    targets: Float32Array,
    weight: number,
    learningRate: number,
    step: number,
    more?: StepExtras,
  ): StepResult;
  /** Logits `[batch, classes]` in float32 with stored statistics, of the averaged weights where there are. */
  evaluate(input: Feed): Float32Array;
  /** Replaces weights and slots; slots left out become zeros, averages and starting points what the weights are. */
  restore(state: TrainingState): void;
  read(): TrainingState;
  /** What `read` gives, some of it in memory at a time; as it is when it is taken. */
  stream(): TensorStream;
  /** The weights that `evaluate` answers with now; what is returned gives them PyTorch's names and layout, which takes longer than fetching them. */
  answering(): () => TensorMap;
  close(): void;
}

/** Weights by PyTorch's names and layout → the state of a fresh optimiser. @throws StudioError `bad-weights` */
export function initialState(rows: readonly TensorRow[], tensors: TensorMap): TrainingState {
  return new Map(
    rows.map((row) => {
      const tensor = tensorOf(tensors, row.name);
      return [
        row.name,
        row.role === 'conv' ? toChannelsLastWeight(tensor) : { shape: variableShape(row), data: tensor.data },
      ];
    }),
  );
}

/** The weights in a state, by PyTorch's names and layout; slots are left out. */
export function weightsOf(rows: readonly TensorRow[], state: TrainingState, nameOf = (name: string) => name): TensorMap {
  return new Map(
    rows.map((row) => {
      const tensor = tensorOf(state, nameOf(row.name));
      return [row.name, row.role === 'conv' ? toChannelsFirstWeight(tensor) : { shape: row.shape, data: tensor.data }];
    }),
  );
}

/** What a state leaves out of variables that begin as copies. */
function withCopies(names: Iterable<string>, state: TrainingState): TrainingState {
  const whole = new Map(state);
  for (const name of names) {
    const source = copiedFrom(name);
    if (source !== null && !state.has(name)) whole.set(name, tensorOf(state, source));
  }
  return whole;
}

/** Opens the training graph; call `restore` before the first step. */
export function openTrainingSession(spec: TrainingGraphSpec): TrainingSession {
  const { savedModel, variables, rows, inputShape, isNoisy } = buildTrainingGraph({ ...spec, pixelsAsWords: feedsWords() });
  const session: Session = openSession(savedModel);
  const all = [...variables.byName.values()];
  const fetch = (wanted: string[]) => session.run({}, wanted);
  const scalarFeed = (value: number): Feed => ({ shape: [], values: Float32Array.of(value) });
  return {
    rows,
    inputShape,
    step(input, targets, weight, learningRate, step, { lossScale = 1, skipped = 0, mixShare = 1, momentum = usualMomentum } = {}) {
      const feeds: Record<string, Feed> = {
        [names.input]: input,
        [names.targets]: { shape: [input.shape[0]!, spec.classes], values: targets },
        [names.inverseWeight]: scalarFeed(1 / weight),
        ...optimizerFeeds(spec.optimizer, learningRate, step - skipped, spec.movesMomentum ? momentum : null),
      };
      if (isNoisy) feeds[names.noiseSeed] = { shape: [2], values: Int32Array.of(spec.seed ?? 0, step) };
      if (spec.mixes) feeds[names.mixShare] = scalarFeed(mixShare);
      if (spec.compute === 'float16') feeds[names.lossScale] = scalarFeed(lossScale);
      const [loss, logits, applied] = session.run(feeds, [names.loss, names.logits, names.applied]) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      return { loss: loss[0]!, logits, applied: applied[0] === 1 };
    },
    evaluate: (input) => session.run({ [names.evaluationInput]: input }, [names.evaluationLogits])[0] as Float32Array,
    restore(state) {
      restoreVariables(variables, withCopies(variables.byName.keys(), state), session.run);
    },
    read: () => new Map(readInGroups(all, fetch)),
    stream: () => ({ shapes: all.map(({ name, shape }) => [name, shape] as const), tensors: readInGroups(all, fetch) }),
    answering() {
      const nameOf = spec.ema ? averageName : (name: string) => name;
      const own = new Map(readInGroups(rows.map((row) => variables.byName.get(nameOf(row.name))!), fetch));
      return () => weightsOf(rows, own, nameOf);
    },
    close: session.close,
  };
}

/**
 * The training session of a run's phase; its steps see pictures of `trainSize` pixels, its evaluation those of the plan. Of a solved head no step is taken that could be averaged.
 * @param before what the phase begins with, for what of it stays as it is
 */
export function openPhaseSession(plan: RunPlan, net: NetPlan, { cut, end, solver }: Phase, classes: number, before: TensorMap, trainSize = plan.preprocessing.imageSize): TrainingSession {
  const { batchNorm, optimizer, weightDecay, layerDecay, l2sp, ema, preprocessing, precision, seed, mixup, schedule } = plan;
  return openTrainingSession({
    plan: net,
    cut,
    end,
    rest: before,
    classes,
    batchNorm,
    compute: precision,
    optimizer,
    weightDecay,
    layerDecay,
    l2sp,
    ema: solver === 'iterative' ? ema : 0,
    preprocessing,
    trainSize,
    seed,
    mixes: mixup > 0,
    movesMomentum: schedule === 'one-cycle',
  });
}
