import type { CutFigures, NetworkPart, NetworkTable } from '../../../shared/contract/backbone-calls.ts';
import type { Precision } from '../../../shared/run-settings.ts';
import type { NetSpec } from '../../../shared/net-spec.ts';
import { blockSizes } from '../../nets/geometry.ts';
import { figuresByPart, layerCosts } from '../../nets/figures.ts';
import type { LayerCost } from '../../nets/figures.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import type { NetPlan } from '../../nets/plan/net-plan.ts';
import { cachedViews, featureBytes } from './feature-bytes.ts';
import type { PictureCounts } from './feature-bytes.ts';
import { memoryNeed } from './memory-need.ts';

export interface NetworkSituation {
  /** Rows of the classifier; 0 without one. */
  readonly classes: number;
  readonly imageSize: number;
  readonly pictures: PictureCounts;
  readonly precision: Precision;
  /** Where the features need more, they are computed again in every epoch. */
  readonly cacheBudgetBytes: number;
  /** Pictures a step; without one what is usual on a processor. */
  readonly batchSize?: number;
}

/** On a processor. */
export const usualBatchSize = 16;

/** Stem, blocks and head with their outputs; a norm after all blocks counts with the last block. */
function networkParts(plan: NetPlan, { classes, imageSize }: NetworkSituation): NetworkPart[] {
  const figures = new Map(figuresByPart(plan, classes).map(({ part, parameters }) => [part, parameters]));
  const sizes = blockSizes(plan.stem.kind, plan.blocks, imageSize);
  const parts = [
    { part: 'stem', stage: 'stem', channels: plan.stem.conv.outChannels, size: sizes[0]!, parameters: figures.get('stem')! },
  ];
  for (const [i, { cut, outChannels }] of plan.blocks.entries()) {
    parts.push({ part: cut, stage: cut.split('.')[0]!, channels: outChannels, size: sizes[i + 1]!, parameters: figures.get(cut)! });
  }
  parts.at(-1)!.parameters += figures.get(plan.final.part) ?? 0;
  parts.push({ part: 'head', stage: 'head', channels: classes, size: 1, parameters: figures.get('head')! });
  return parts;
}

/** The first block of a stage is called by the stage, as people say it. */
const cutOf = (part: string): string => part.replace(/\.0$/, '');

/** Forward once, then gradients of weights and of inputs; those of the first trained layers' inputs nobody needs. */
function stepCost(costs: readonly LayerCost[], parts: readonly NetworkPart[], first: number): number {
  const trained = new Set(parts.slice(first).map(({ part }) => part));
  return costs
    .filter(({ part }) => trained.has(part))
    .reduce((sum, { part, multiplyAdds, readsFrozen }) => {
      const needsInputGradient = !(part === parts[first]!.part && readsFrozen);
      return sum + multiplyAdds * (needsInputGradient ? 3 : 2);
    }, 0);
}

/** The network of a spec as it is drawn, with the figures of every position of the freeze line. */
export function networkTable(spec: NetSpec, situation: NetworkSituation): Omit<NetworkTable, 'backbone'> {
  const { classes, imageSize, pictures, precision, cacheBudgetBytes } = situation;
  const plan = planNet(spec);
  const parts = networkParts(plan, situation);
  const costs = layerCosts(plan, imageSize, classes);
  const memory = { batchSize: situation.batchSize ?? usualBatchSize, costs, parameters: parts };
  const totalParameters = parts.reduce((sum, { parameters }) => sum + parameters, 0);
  let frozenParameters = 0;
  const cuts = parts.map(({ part, parameters }, first): CutFigures => {
    const cut = cutOf(part);
    // A usual run has more epochs than there are views.
    const phase = { cut, augment: part === 'head' ? 'none' : 'light', epochs: cachedViews, solver: 'iterative' } as const;
    const feature = { precision, views: cachedViews, phases: [phase], preprocessing: { imageSize } };
    const cacheBytes = featureBytes(plan, feature, pictures);
    const frozen = new Set(parts.slice(0, first).map((before) => before.part));
    const frozenCost = costs.reduce((sum, cost) => sum + (frozen.has(cost.part) ? cost.multiplyAdds : 0), 0);
    const trainCost = stepCost(costs, parts, first) + (cacheBytes > cacheBudgetBytes ? frozenCost : 0);
    const figures = {
      cut,
      frozenParameters,
      trainableParameters: totalParameters - frozenParameters,
      cacheBytes,
      trainGmac: trainCost / 1e9,
      memoryBytes: memoryNeed(memory, new Set(parts.slice(first).map((trained) => trained.part))),
    };
    frozenParameters += parameters;
    return figures;
  });
  return { imageSize, parts, cuts, totalParameters };
}
