import type { AskedSize } from './image-sizes.ts';
import { pictureFits } from './picture-fits.ts';

export const stages = ['stage1', 'stage2', 'stage3', 'stage4', 'stage5', 'stage6'] as const;

/** `stem`, `stage1` … `stage6` (as many as the network has), `stageN.K` (residual block K from 0) or `head`. */
export const cutPointPattern = /^(stem|head|stage[1-6](\.\d{1,2})?)$/;
/** `head`, `none`, `until:<cut>`, `head-then:<cut>`, `gradual` or `first:<cut>`. */
export const freezePattern = /^(head|none|gradual|(until|head-then):(stem|head|stage[1-6](\.\d{1,2})?)|first:(head|stage[1-6](\.\d{1,2})?))$/;

/** `linear`, or `mlp:<hidden>:<dropout>` with a layer of so many values before it; dropout 0 to 0.95, 0 unless given. */
const headPattern = /^(linear|mlp:[1-9]\d{0,4}(:0(\.\d+)?)?)$/;

/** Up to six parts between 0 and 1, commas between them. */
const dropPattern = /^0?\.(?=\d*[1-9])\d{1,6}(,0?\.(?=\d*[1-9])\d{1,6}){0,5}$/;

/** `none`, `last:<n>` or `best:<n>`. */
const averagePattern = /^(none|(last|best):([2-9]|[1-9]\d))$/;

export const precisions = ['float32', 'bfloat16', 'float16'] as const;
export type Precision = (typeof precisions)[number];

interface AnySetting {
  /** Its name in specs, plans, reasons, `--config` files and events. */
  readonly key: string;
  /** `--flag`. */
  readonly flag: string;
  /** Part of the window's form that shows it; null where a page of its own does. */
  readonly group: 'learning' | 'pictures' | 'machine' | null;
  /** The depth of the form from which on it is shown. */
  readonly level: 'usual' | 'everything';
  /** Where a plan holds what was decided; `beginning`: in its network and what that starts from; `elsewhere`: as another setting; `never`: nothing is chosen where nothing is asked. */
  readonly decided: 'run' | 'phase' | 'preprocessing' | 'beginning' | 'elsewhere' | 'never';
  /** How values of two phases are told: `each`, or once where both are alike. Runs are compared by it unless it is left out. */
  readonly compared?: 'each' | 'differing';
  /** What plans mean that were made before there was this setting. */
  readonly before?: string | number;
}

interface NumberSetting extends AnySetting {
  readonly kind: 'whole' | 'number';
  /** The least value, itself allowed unless `isAbove`. */
  readonly min: number;
  readonly isAbove?: true;
  readonly max?: number;
  /** What the number counts where it has a unit; flags then take it with one (10m, 20GB), the form shows it. */
  readonly unit?: 'seconds' | 'bytes';
}

/** Pixels, or two sizes with a hyphen: it grows from the first to the second (`image-sizes.ts`). */
interface SizeSetting extends AnySetting {
  readonly kind: 'size';
  readonly min: number;
  readonly max: number;
  readonly unit: 'pixels';
}

interface ChoiceSetting extends AnySetting {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  /** The choice that leaves it to the program; a plan never holds it. */
  readonly open?: string;
}

interface TextSetting extends AnySetting {
  readonly kind: 'text';
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** What `pattern` takes, after "It is". */
  readonly takes?: string;
}

export type Setting = NumberSetting | SizeSetting | ChoiceSetting | TextSetting;

/**
 * What a person may ask of a run, a row each, in the order of the help. The schema of specs and plans (`run-spec.ts`), flags, `--config`
 * files, the window's form, the table of runs, their comparison and the reasons are made from these rows.
 */
export const runSettings = [
  { key: 'backbone', kind: 'text', flag: 'backbone', group: null, level: 'usual', decided: 'beginning', compared: 'each' },
  // A finished run, by number or name: its model is what training starts from, with the rows of its head.
  { key: 'from', kind: 'text', flag: 'from', group: null, level: 'usual', decided: 'beginning', compared: 'differing' },
  // A name, or a spec as JSON.
  { key: 'net', kind: 'text', flag: 'net', group: null, level: 'usual', decided: 'beginning', compared: 'each' },
  {
    key: 'head',
    kind: 'text',
    pattern: headPattern,
    takes: 'linear, mlp:<hidden> or mlp:<hidden>:<dropout>, such as mlp:256:0.2',
    flag: 'head',
    group: 'learning',
    level: 'everything',
    decided: 'beginning',
    compared: 'each',
  },
  {
    key: 'freeze',
    kind: 'text',
    pattern: freezePattern,
    takes: 'head, none, until:<cut>, head-then:<cut>, gradual or first:<cut>; cuts are stem (not of first), stageN, stageN.K, head',
    flag: 'freeze',
    group: null,
    level: 'usual',
    decided: 'run',
    compared: 'each',
  },
  // How the last layer alone is found: at its optimum at once, or step by step.
  { key: 'solver', kind: 'choice', choices: ['exact', 'iterative'], flag: 'solver', group: 'learning', level: 'everything', decided: 'phase', compared: 'differing', before: 'iterative' },
  // Of the exact one: how much large weights cost.
  { key: 'l2', kind: 'number', min: 0, isAbove: true, max: 1e6, flag: 'l2', group: 'learning', level: 'everything', decided: 'elsewhere', compared: 'differing' },
  { key: 'epochs', kind: 'whole', min: 1, max: 10_000, flag: 'epochs', group: 'learning', level: 'usual', decided: 'phase', compared: 'each' },
  { key: 'batchSize', kind: 'whole', min: 1, max: 1024, flag: 'batch-size', group: 'learning', level: 'usual', decided: 'phase', compared: 'differing' },
  { key: 'learningRate', kind: 'number', min: 0, isAbove: true, flag: 'lr', group: 'learning', level: 'usual', decided: 'phase', compared: 'differing' },
  { key: 'fineTuneLearningRate', kind: 'number', min: 0, isAbove: true, flag: 'fine-tune-lr', group: 'learning', level: 'everything', decided: 'elsewhere' },
  { key: 'optimizer', kind: 'choice', choices: ['sgd', 'adamw'], flag: 'optimizer', group: 'learning', level: 'everything', decided: 'run', compared: 'each' },
  { key: 'weightDecay', kind: 'number', min: 0, max: 10, flag: 'weight-decay', group: 'learning', level: 'everything', decided: 'run', compared: 'each' },
  { key: 'schedule', kind: 'choice', choices: ['cosine', 'constant', 'step', 'one-cycle'], flag: 'schedule', group: 'learning', level: 'everything', decided: 'run', compared: 'each' },
  // Parts of all steps after which `step` divides the learning rate by ten.
  {
    key: 'dropAt',
    kind: 'text',
    pattern: dropPattern,
    takes: 'parts of the steps, each above 0 and below 1, such as 0.5,0.75',
    flag: 'drop-at',
    group: 'learning',
    level: 'everything',
    decided: 'run',
    compared: 'differing',
  },
  // Part of all steps over which the learning rate rises from 0.
  { key: 'warmup', kind: 'number', min: 0, max: 1, flag: 'warmup', group: 'learning', level: 'everything', decided: 'run', compared: 'each' },
  { key: 'labelSmoothing', kind: 'number', min: 0, max: 0.9, flag: 'label-smoothing', group: 'learning', level: 'everything', decided: 'phase', compared: 'differing' },
  // Alpha of Beta(alpha, alpha), by which pictures are mixed in pairs; 0: they are not.
  { key: 'mixup', kind: 'number', min: 0, max: 100, flag: 'mixup', group: 'learning', level: 'everything', decided: 'run', compared: 'differing' },
  // Decay of the average of the weights, which then answers; 0: none.
  { key: 'ema', kind: 'number', min: 0, max: 0.99999, flag: 'ema', group: 'learning', level: 'everything', decided: 'run', compared: 'differing' },
  // What each layer's learning rate is multiplied by for every layer above it; 1: all learn alike.
  { key: 'layerDecay', kind: 'number', min: 0, isAbove: true, max: 1, flag: 'layer-decay', group: 'learning', level: 'everything', decided: 'run', compared: 'differing' },
  // Strength of the pull back to the learned weights; 0: none.
  { key: 'l2sp', kind: 'number', min: 0, max: 10, flag: 'l2-sp', group: 'learning', level: 'everything', decided: 'run', compared: 'differing' },
  // Chance that the last block's branch is left out of a training picture, less for each block before; 0: none is.
  { key: 'dropPath', kind: 'number', min: 0, max: 0.95, flag: 'drop-path', group: 'learning', level: 'everything', decided: 'beginning', compared: 'differing' },
  // Which epochs are averaged at the end of a phase; the average is kept where validation says so.
  {
    key: 'averageEpochs',
    kind: 'text',
    pattern: averagePattern,
    takes: 'none, last:<n> or best:<n> with 2 to 99 epochs, such as last:5',
    flag: 'average-epochs',
    group: 'learning',
    level: 'everything',
    decided: 'run',
    compared: 'differing',
  },
  // Epochs without a lower validation loss; 0: never. In phases it is their `patience`.
  { key: 'earlyStop', kind: 'whole', min: 0, max: 10_000, flag: 'early-stop', group: 'learning', level: 'everything', decided: 'elsewhere', compared: 'differing' },
  { key: 'classWeights', kind: 'choice', choices: ['none', 'balanced'], flag: 'class-weights', group: 'pictures', level: 'everything', decided: 'run', compared: 'each' },
  // Which pictures an epoch shows: each once, or each class as often as the others.
  { key: 'sampling', kind: 'choice', choices: ['shuffled', 'balanced'], flag: 'sampling', group: 'pictures', level: 'everything', decided: 'run', compared: 'differing' },
  { key: 'timeBudgetSeconds', kind: 'number', min: 0, isAbove: true, unit: 'seconds', flag: 'time-budget', group: 'machine', level: 'everything', decided: 'never' },
  { key: 'threads', kind: 'whole', min: 1, max: 256, flag: 'threads', group: 'machine', level: 'everything', decided: 'run' },
  { key: 'augment', kind: 'choice', choices: ['none', 'light', 'standard', 'strong', 'pad-crop'], flag: 'augment', group: 'pictures', level: 'usual', decided: 'phase', compared: 'differing' },
  { key: 'fit', kind: 'choice', choices: pictureFits, flag: 'fit', group: 'pictures', level: 'usual', decided: 'preprocessing', compared: 'each', before: 'crop' },
  { key: 'imageSize', kind: 'size', min: 32, max: 1024, unit: 'pixels', flag: 'image-size', group: 'pictures', level: 'everything', decided: 'preprocessing', compared: 'each' },
  { key: 'batchNorm', kind: 'choice', choices: ['eval', 'train'], flag: 'bn', group: 'learning', level: 'everything', decided: 'run', compared: 'each' },
  // Epochs between two measurements of how much of the gradient arrives at each block; 0: never.
  { key: 'gradients', kind: 'whole', min: 0, max: 10_000, flag: 'gradients', group: 'machine', level: 'everything', decided: 'run' },
  { key: 'precision', kind: 'choice', choices: ['auto', ...precisions], open: 'auto', flag: 'precision', group: 'machine', level: 'usual', decided: 'run', compared: 'each' },
  { key: 'seed', kind: 'whole', min: 0, max: 0xffffffff, flag: 'seed', group: 'learning', level: 'everything', decided: 'run', compared: 'each' },
  { key: 'cacheSizeBytes', kind: 'whole', min: 0, unit: 'bytes', flag: 'cache-size', group: 'machine', level: 'everything', decided: 'run' },
  { key: 'name', kind: 'text', maxLength: 200, flag: 'name', group: 'machine', level: 'usual', decided: 'never' },
] as const satisfies readonly Setting[];

type RunSetting = (typeof runSettings)[number];
export type SettingKey = RunSetting['key'];

/** What may be asked of a setting, and what a plan holds of it. */
export type AskedValue<Row extends Setting> = Row extends { kind: 'choice' } ? Row['choices'][number] : Row extends { kind: 'text' } ? string : Row extends { kind: 'size' } ? AskedSize : number;
export type DecidedValue<Row extends Setting> = Row extends { open: string } ? Exclude<AskedValue<Row>, Row['open']> : AskedValue<Row>;
