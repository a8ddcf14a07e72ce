import { feedsWords } from '../engine/session.ts';
import { cast } from '../graph/array-ops.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { normalise } from '../nets/graph/network-graph.ts';
import { cutIndex } from '../nets/plan/cut-point.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import type { TensorMap } from '../tensor.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { MeasuredGradients, TrainingImage } from '../../shared/trainer-protocol.ts';
import type { FeatureSource } from './feature-source.ts';
import { gradientNorms, measuredPictures } from './gradient-by-depth.ts';
import { epochOrder } from './seeded-random.ts';
import { buildTargets } from './targets.ts';
import { featurePlaceholder, featureType } from './training-graph.ts';
import type { TrainingSession, TrainingState } from './training-session.ts';

/** What is asked of a phase whose gradients are measured. */
export interface MeasuredPhase {
  readonly plan: RunPlan;
  readonly phase: Phase;
  readonly classes: number;
  readonly train: readonly TrainingImage[];
  /** The weights the phase began with, for what of it stays as it is. */
  readonly before: TensorMap;
  readonly session: Pick<TrainingSession, 'inputShape'>;
  readonly trainSource: FeatureSource;
}

/** Whether a phase measures before an epoch or after it (epochs of the phase so far): before the first, and after every so many. The head alone has no blocks. */
export const isMeasured = ({ plan, phase }: Pick<MeasuredPhase, 'plan' | 'phase'>, phaseEpochs: number): boolean =>
  plan.gradients > 0 && phase.cut !== 'head' && phaseEpochs % plan.gradients === 0;

/**
 * How much of the loss's gradient arrives at each block that a phase trains, with the weights of `state`: plain cross-entropy of the same few training
 * pictures each time, plain, in float32. Reads pictures and changes nothing, so that a training has the same bits with and without.
 * @param epoch of the run, after which; 0: before the first step
 */
export async function measureGradients({ plan, phase, classes, train, before, session, trainSource }: MeasuredPhase, state: TrainingState, epoch: number): Promise<MeasuredGradients> {
  const net = planNet(plan.net);
  const { cut, end } = phase;
  const first = cutIndex(net, cut);
  const shape = session.inputShape;
  const chosen = [...epochOrder(train.length, plan.seed, 0)].slice(0, measuredPictures);
  const { input, examples } = await trainSource.load(chosen.map((at) => ({ image: train[at]!, view: 0 })));
  const labels = examples.map(({ image }) => image.label);
  const { values } = buildTargets(labels, classes, 0, new Float64Array(classes).fill(1));
  const read = (graph: Graph): Value =>
    first < 0
      ? normalise(graph, pixelPlaceholder(graph, 'input', shape, feedsWords()), plan.preprocessing)
      : cast(graph, featurePlaceholder(graph, 'input', shape, featureType(net, cut, plan.precision)), 'float32');
  const norms = gradientNorms({ plan: net, cut, end, rest: before, classes, batchNorm: plan.batchNorm, seed: plan.seed, read }, state, { input }, values);
  const blocks = net.blocks.slice(Math.max(first, 0), end === undefined ? undefined : cutIndex(net, end));
  return { epoch, blocks: blocks.map(({ cut: block }, i) => ({ block, norm: Number.isFinite(norms[i]) ? norms[i]! : null })) };
}
