/** Every kind of graph that the program opens, by what opens it: networks, cuts, precisions and strategies are those of the product. */
import { createPredictor, encodePredictionModel } from '../../../src/core/nets/predictor.ts';
import { openSession } from '../../../src/core/engine/session.ts';
import { runAlikeJob } from '../../../src/core/jobs/alike-job.ts';
import { openDepthFeatures } from '../../../src/core/nets/depth-features.ts';
import { openFeatureMaps } from '../../../src/core/nets/feature-maps.ts';
import { namedNets } from '../../../src/core/nets/named.ts';
import { planNet } from '../../../src/core/nets/plan/net-plan.ts';
import type { NetPlan } from '../../../src/core/nets/plan/net-plan.ts';
import { adaptedTensors } from '../../../src/core/training/adapt-norms.ts';
import { drawnWeights } from '../../../src/core/training/drawn-weights.ts';
import { engineProducts } from '../../../src/core/training/engine-products.ts';
import { wholeFeatures } from '../../../src/core/training/feature-blocks.ts';
import { gradientByDepth } from '../../../src/core/training/gradient-by-depth.ts';
import { openPrefix } from '../../../src/core/training/prefix.ts';
import { streamedProducts } from '../../../src/core/training/streamed-products.ts';
import { openTail } from '../../../src/core/training/tail.ts';
import { openTrainingSession } from '../../../src/core/training/training-session.ts';
import type { TrainingGraphSpec } from '../../../src/core/training/training-graph.ts';
import { activationOrders, changeShortcuts, netSpecSchema } from '../../../src/shared/net-spec.ts';
import type { NetSpec } from '../../../src/shared/net-spec.ts';
import { precisions } from '../../../src/shared/run-settings.ts';
import { preprocessingOf } from '../../usual-preprocessing.ts';

export interface ProgramGraph {
  readonly title: string;
  open(): void;
}

const classNames = ['a', 'b', 'c', 'd', 'e', 'f'];
const classes = classNames.length;

/** Operations do not depend on how wide and deep a network is: the same kinds of blocks, an eighth as wide, as little deep as stages allow. */
const narrow = (spec: NetSpec): NetSpec => ({
  ...spec,
  stemChannels: spec.norm === 'group' ? spec.stemChannels : spec.stemChannels / 8,
  stages: spec.stages.map((stage) => ({ ...stage, blocks: Math.min(stage.blocks, 2), channels: spec.norm === 'group' || spec.groups > 1 ? stage.channels : stage.channels / 8 })),
});

const shortcuts = [
  { kind: 'identity' },
  { kind: 'none' },
  { kind: 'scaled', shortcut: 0.5, branch: 0.5 },
  { kind: 'exclusive-gate', bias: -6 },
  { kind: 'shortcut-gate', bias: -6 },
  { kind: 'conv1x1' },
  { kind: 'dropout', rate: 0.5 },
] as const;

/** Each shortcut where the shape stays with a projection where it changes, and each there with an identity where it stays. */
const pairsOfShortcuts = [...shortcuts.map((same) => ({ same, change: 'projection' }) as const), ...changeShortcuts.filter((change) => change !== 'projection').map((change) => ({ same: shortcuts[0], change }))];

/** Small networks of every kind of block, shortcut and head that a spec may say. */
function kindsOfBlocks(): [string, NetSpec][] {
  return (['basic', 'bottleneck'] as const).flatMap((block) =>
    activationOrders.flatMap((order) =>
      pairsOfShortcuts.map(({ same, change }): [string, NetSpec] => [
        `${block}, ${order}, ${same.kind}, ${change}`,
        netSpecSchema.parse({
          stem: 'small',
          stemChannels: 8,
          stages: [8, 16].map((channels, at) => ({ blocks: 2, channels, stride: at + 1 })),
          block,
          order,
          shortcut: { same, change },
          dropPath: same.kind === 'none' || change === 'none' ? 0 : 0.2,
          head: { kind: 'mlp', hidden: 8, dropout: 0.2 },
        }),
      ]),
    ),
  );
}

type Changes = Partial<TrainingGraphSpec>;

function step(title: string, plan: NetPlan, changes: Changes, imageSize = 64): ProgramGraph {
  return {
    title,
    open() {
      const spec = { plan, cut: 'stem', classes, batchNorm: 'eval', compute: 'float32', optimizer: 'adamw', weightDecay: 0.01, preprocessing: preprocessingOf(imageSize), ...changes } as const;
      const session = openTrainingSession(spec);
      if (spec.cut !== 'stem') return;
      const values = new Uint8Array(imageSize ** 2 * 3);
      session.step({ shape: [1, imageSize, imageSize, 3], values }, new Float32Array(classes), 1, 1e-3, 1);
      session.evaluate({ shape: [1, imageSize, imageSize, 3], values });
    },
  };
}

const norms = (spec: NetSpec) => (spec.norm === 'group' ? (['eval'] as const) : (['eval', 'train'] as const));

function namedSteps(): ProgramGraph[] {
  return [...namedNets.values()].flatMap(({ name, spec }) =>
    precisions.flatMap((compute) => norms(spec).map((batchNorm) => step(`step of ${name}, none, ${compute}, BatchNorm ${batchNorm}`, planNet(spec), { compute, batchNorm }, 224))),
  );
}

function cutSteps(): ProgramGraph[] {
  return ['resnet18', 'resnet50', 'resnext50_32x4d', 'resnetv2_50', 'resnetv2_50x1_bit'].flatMap((name) => {
    const { spec } = namedNets.get(name)!;
    const plan = planNet(spec);
    return precisions.flatMap((compute) =>
      ['stage3', 'stage4', 'stage4.1', 'head'].flatMap((cut) => norms(spec).map((batchNorm) => step(`step of ${name}, until:${cut}, ${compute}, BatchNorm ${batchNorm}`, plan, { compute, batchNorm, cut }, 224))),
    );
  });
}

function kindSteps(): ProgramGraph[] {
  return kindsOfBlocks().flatMap(([kind, spec]) =>
    precisions.flatMap((compute) => norms(spec).map((batchNorm) => step(`step of ${kind}, ${compute}, BatchNorm ${batchNorm}`, planNet(spec), { compute, batchNorm }, 32))),
  );
}

function strategySteps(): ProgramGraph[] {
  const plan = planNet(narrow(namedNets.get('resnet18')!.spec));
  const rest = drawnWeights(plan, classes);
  const strategies: Record<string, Changes> = {
    'first:stage2': { end: 'stage2', rest },
    sgd: { optimizer: 'sgd' },
    'l2-sp': { l2sp: 0.1 },
    'l2-sp, sgd': { l2sp: 0.1, optimizer: 'sgd' },
    'layer-decay': { layerDecay: 0.7 },
    ema: { ema: 0.99 },
    mixup: { mixes: true },
    'one-cycle': { movesMomentum: true },
    'one-cycle, sgd': { movesMomentum: true, optimizer: 'sgd' },
    'growing pictures': { trainSize: 48 },
  };
  return Object.entries(strategies).flatMap(([name, changes]) =>
    precisions.flatMap((compute) => (['eval', 'train'] as const).map((batchNorm) => step(`step of resnet18, ${name}, ${compute}, BatchNorm ${batchNorm}`, plan, { compute, batchNorm, ...changes, ...(changes.trainSize && { cut: 'stage4' }) }))),
  );
}

/** What is computed of a network whose weights stay as they are, and of features. */
function frozenGraphs(title: string, spec: NetSpec, imageSize: number): ProgramGraph[] {
  const net = planNet(spec);
  const preprocessing = preprocessingOf(imageSize);
  const tensors = drawnWeights(net, classes);
  const model = { net, preprocessing, tensors, classes: classNames };
  const pixels = new Uint8Array(imageSize ** 2 * 3);
  const last = net.blocks.at(-1)!.cut;
  const open: Record<string, () => void> = {
    predictor: () => void createPredictor(model).logits(pixels, 1),
    'exported SavedModel': () => void openSession(encodePredictionModel({ ...model, temperature: 2 })),
    'features at every depth': () => void openDepthFeatures(model).features(pixels, 1),
    'maps of stages': () => void openFeatureMaps(model).maps(pixels),
    'behind a cut': () => void openTail(model, last),
    'all of it as a tail': () => void openTail(model, 'stem').features({ shape: [1, imageSize, imageSize, 3], values: pixels }),
    'gradient by depth': () => void gradientByDepth(net, tensors, classes, imageSize),
    ...(spec.norm === 'batch' && { 'statistics of a camera': () => void adaptedTensors(model, [{ pixels, batch: 1 }]) }),
    ...Object.fromEntries(
      precisions.flatMap((compute) =>
        [last, 'head'].map((cut) => [`frozen part before ${cut}, ${compute}`, () => void openPrefix({ net, tensors, cut, passing: cut === 'head' ? [last] : [], preprocessing, compute }).run(pixels, 1)]),
      ),
    ),
  };
  return Object.entries(open).map(([name, each]) => ({ title: `${name}: ${title}`, open: each }));
}

function featureGraphs(): ProgramGraph[] {
  const features = new Float32Array(8 * 4).map((_, at) => Math.sin(at));
  return [
    { title: 'products of an exact head', open: () => void engineProducts(features, 4) },
    { title: 'products of an exact head, block by block', open: () => void streamedProducts(wholeFeatures(features, 4)) },
    { title: 'pictures alike', open: () => void runAlikeJob({ kind: 'alike', features, dimensions: 4 }) },
  ];
}

/** Made one after the other, so that the weights of one are gone before the next. */
export function* programGraphs(): Generator<ProgramGraph> {
  yield* namedSteps();
  yield* cutSteps();
  yield* kindSteps();
  yield* strategySteps();
  for (const name of ['resnet18', 'resnet50', 'resnext50_32x4d', 'resnetv2_50', 'resnetv2_50x1_bit', 'plain18', 'cifar_resnet20', 'cifar_preresnet164']) yield* frozenGraphs(name, narrow(namedNets.get(name)!.spec), 64);
  for (const [kind, spec] of kindsOfBlocks()) yield* frozenGraphs(kind, spec, 32).filter(({ title }) => /^(predictor|gradient|frozen part before head)/.test(title));
  yield* featureGraphs();
}
