import { namedNets } from '../src/core/nets/named.ts';
import type { Model } from '../src/core/nets/model.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { tensorTable } from '../src/core/nets/plan/tensor-table.ts';
import type { Preprocessing } from '../src/shared/preprocessing.ts';
import { generateWeights } from './rxg1.ts';

/** ImageNet's mean and standard deviation at 64 px. */
export const smallPreprocessing: Preprocessing = {
  imageSize: 64,
  cropPct: 0.875,
  interpolation: 'bilinear',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  channels: 'RGB',
};

/** A model with generated weights (RXG1). */
export function generatedModel(name: string, classes: readonly string[], preprocessing = smallPreprocessing): Model {
  const named = namedNets.get(name);
  if (!named) throw new Error(`no architecture "${name}"`);
  const net = planNet(named.spec);
  return {
    net,
    classes,
    preprocessing,
    tensors: generateWeights(tensorTable(net, classes.length)),
  };
}

export const classNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `class ${i}`);
