import { runSettings } from '../../shared/run-settings.ts';
import type { SettingKey } from '../../shared/run-settings.ts';

export interface SettingWords {
  /** In tables of settings. */
  readonly name: string;
  /** What the help writes after the flag. */
  readonly value: string;
  readonly help: string;
}

/** Every setting of a run as the terminal names and explains it. */
export const settingWords: Readonly<Record<SettingKey, SettingWords>> = {
  backbone: { name: 'backbone', value: '<id>', help: 'pretrained network to start from (graft backbones list)' },
  from: { name: 'from', value: '<run>', help: 'go on from a finished run (number or name), with the rows of its head for classes it knew; new classes are drawn' },
  net: {
    name: 'network',
    value: '<name>',
    help: 'network that starts drawn: a name (graft nets list) or a file with its spec; with --backbone it must fit the weights',
  },
  head: { name: 'head', value: '<kind>', help: 'linear, or mlp:<hidden>:<dropout> such as mlp:256:0.2' },
  freeze: {
    name: 'freeze',
    value: '<strategy>',
    help: 'head, none, until:<cut>, head-then:<cut>, gradual (a stage more at a time) or first:<cut> (what lies before it, for a changed camera); cuts: stem, stageN, stageN.K, head',
  },
  solver: { name: 'solver', value: '<how>', help: 'of a linear head alone: exact (to its optimum, at once) or iterative (step by step)' },
  l2: { name: 'l2', value: '<x>', help: 'penalty of the exact head on its weights; chosen by cross-validation unless given' },
  epochs: { name: 'epochs', value: '<n>', help: 'passes over the training pictures (where the head is learned first, in the last phase)' },
  batchSize: { name: 'batch size', value: '<n>', help: 'pictures a step' },
  learningRate: { name: 'learning rate', value: '<rate>', help: 'learning rate (of the head where it is learned first)' },
  fineTuneLearningRate: {
    name: 'fine-tune learning rate',
    value: '<rate>',
    help: 'learning rate of what follows a head that is learned first',
  },
  optimizer: { name: 'optimizer', value: '<name>', help: 'adamw or sgd' },
  weightDecay: { name: 'weight decay', value: '<x>', help: 'weight decay on every trained tensor' },
  schedule: { name: 'schedule', value: '<name>', help: 'cosine, constant, step (divided by ten at --drop-at), or one-cycle (rises over --warmup, then falls; momentum against it)' },
  dropAt: { name: 'rate drops', value: '<parts>', help: 'parts of all steps after which the step schedule divides the rate by ten, such as 0.5,0.75' },
  warmup: { name: 'warm-up', value: '<part>', help: 'part of all steps in which the rate rises from 0, such as 0.05' },
  labelSmoothing: { name: 'label smoothing', value: '<x>', help: 'part of the target spread over all classes, 0 to 0.9' },
  mixup: { name: 'mixup', value: '<alpha>', help: 'mix pictures in pairs by a part from Beta(alpha, alpha), such as 0.2; 0: none' },
  ema: { name: 'averaged weights', value: '<decay>', help: 'an exponential average of the weights answers and is kept: its decay a step, such as 0.99; 0: none' },
  layerDecay: { name: 'layer decay', value: '<x>', help: 'each layer learns at this part of the rate of the one above it, such as 0.75; 1: all alike' },
  l2sp: { name: 'l2-sp', value: '<x>', help: 'in place of weight decay, draws the layers below the head to the weights they started from, such as 0.01; 0: no' },
  dropPath: { name: 'stochastic depth', value: '<p>', help: 'leave the last block out of a training picture with this chance, earlier ones less, such as 0.1; 0: none' },
  averageEpochs: { name: 'averaged epochs', value: '<which>', help: 'none, last:<n> or best:<n>: at the end their mean answers where validation says so' },
  earlyStop: { name: 'early stop', value: '<n>', help: 'end after so many epochs without a lower validation loss; 0: never' },
  classWeights: { name: 'class weights', value: '<how>', help: 'none, or balanced: rare classes count more' },
  sampling: { name: 'sampling', value: '<how>', help: 'shuffled (an epoch shows every picture once) or balanced (every class as often as the others)' },
  timeBudgetSeconds: { name: 'time budget', value: '<time>', help: 'as many epochs as fit into 600s, 10m or 1h' },
  threads: { name: 'threads', value: '<n>', help: 'processor threads' },
  augment: { name: 'augmentation', value: '<recipe>', help: 'none, light (flips, crops of 70 to 100 %), standard (of 8 to 100 %, as ImageNet is learned), strong (also colours, and a part erased), or pad-crop (flips, and moved by up to an eighth: 4 pixels at 32)' },
  fit: { name: 'fit', value: '<how>', help: 'what of a picture the network sees: crop (its middle), pad (all, with a border) or squeeze' },
  imageSize: { name: 'image size', value: '<pixels>', help: 'side of the square the network sees; 128-224 grows from the first to the second while training goes on' },
  batchNorm: {
    name: 'BatchNorm of trained layers',
    value: '<policy>',
    help: 'batch normalisation of trained parts: eval (kept statistics) or train',
  },
  precision: { name: 'precision', value: '<name>', help: 'auto, float32, bfloat16 or float16 (GPU)' },
  gradients: { name: 'gradients', value: '<n>', help: 'measure how much of the gradient arrives at each trained block at the start and every so many epochs; 0: never' },
  seed: { name: 'seed', value: '<n>', help: 'seed of order, views, and all that is drawn; never of the split' },
  cacheSizeBytes: { name: 'cache size', value: '<size>', help: 'disk for cached features, such as 20GB' },
  name: { name: 'name', value: '<name>', help: 'name of the run' },
};

/** Settings that have a name of their own in the head's phase of two. */
const ofTheHead: readonly string[] = ['learningRate', 'batchSize'];

/** "learning rate of the head", "augmentation (train)". */
export function settingName(
  { setting, phase }: { readonly setting: string; readonly phase: string | null },
  words: Readonly<Record<string, SettingWords>> = settingWords,
): string {
  const name = words[setting]?.name ?? setting;
  if (phase === null) return name;
  return phase === 'head' && ofTheHead.includes(setting) ? `${name} of the head` : `${name} (${phase})`;
}

/** The flags of settings, in the order of the help. */
export const flagsOf = (settings: readonly string[]): string =>
  runSettings.filter(({ key }) => settings.includes(key)).map(({ flag }) => `--${flag}`).join(', ');
