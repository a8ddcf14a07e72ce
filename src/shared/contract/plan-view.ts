import type { ClassChange } from '../class-change.ts';
import type { SettingKey } from '../run-settings.ts';
import type { Phase, RunPlan } from '../run-spec.ts';
import type { SaidValues } from '../said.ts';
import type { Split } from '../split.ts';
import type { LeftOutFolder } from './dataset-calls.ts';

export type PlainReason =
  | 'asked'
  | 'comes-with-program'
  | 'used-last'
  | 'forgiving-rate'
  | 'features-are-small'
  | 'usual-on-gpu'
  | 'usual-on-processor'
  | 'head-sees-pictures-as-they-are'
  | 'more-of-few-pictures'
  | 'linear-head'
  | 'usual-for-trained-layers'
  | 'cheap-on-cached-features'
  | 'of-second-phase'
  | 'of-last-phase'
  | 'enough-for-pretrained'
  | 'fits-time-budget'
  | 'tenth-of-head-rate'
  | 'made-for-backbone'
  | 'usual-of-adamw'
  | 'ends-with-small-steps'
  | 'of-the-steps'
  | 'pictures-count-the-same'
  | 'stored-statistics-are-safer'
  | 'repeatable'
  | 'all-of-this-machine'
  | 'fifth-of-free-disk'
  | 'starts-drawn'
  | 'of-network'
  | 'usual-of-papers'
  | 'drops-of-papers'
  | 'best-at-once'
  | 'head-has-layers'
  | 'mixing-needs-long-training'
  | 'last-weights-answer'
  | 'layers-learn-alike'
  | 'weight-decay-holds-back'
  | 'of-head-beside-l2sp'
  | 'replaced-by-l2sp'
  | 'best-epoch-counts'
  | 'best-epoch-answers'
  | 'rise-of-one-cycle'
  | 'solved-at-once'
  | 'rows-are-kept'
  | 'measuring-takes-time'
  | 'every-block-takes-part'
  | 'every-picture-once';

/** Why a setting is what it is; who shows it finds the words. */
export type SettingReason =
  | { because: PlainReason }
  /** The backbone comes with the program; `backbone`, used last, is not on this machine any more. */
  | { because: 'used-last-is-gone'; backbone: string }
  /** Training pictures of the smallest class, and how many are enough to train more than the head. */
  | { because: 'enough-to-fine-tune' | 'too-few-to-fine-tune'; smallest: number; enough: number }
  /** Settings of steps that were asked for. */
  | { because: 'steps-asked'; settings: SettingKey[] }
  /** About how long a head would take to be solved. */
  | { because: 'solving-takes-long'; seconds: number }
  | { because: 'head-learns-fast' | 'pretrained-changes-gently'; steps: number }
  /** What of the pictures lies outside of their middle square, on average, 0..1; too much for `crop` above a third. */
  | { because: 'middle-holds-most' | 'middle-loses-much'; lost: number }
  /** bfloat16 is `gain` times as fast as float32, which does `imagesPerSecond`. `processor` null: on this GPU. */
  | { because: 'measured'; gain: number; imagesPerSecond: number; processor: string | null };

export interface PlanReason {
  setting: SettingKey;
  /** Where values differ by phase. */
  phase: Phase['name'] | null;
  value: string;
  reason: SettingReason;
}

/** What is worth knowing of a plan before it begins. */
export type PlanNotice =
  | { about: 'fine-tune-rate-unused'; freeze: string }
  | { about: 'batch-norm-unused' }
  /** `weightDecay` asked for beside `l2sp`, which takes its place below the head; `headDecays`: a phase in steps trains the head, else nothing decays. */
  | { about: 'decay-replaced'; headDecays: boolean }
  /** An average of the weights that hardly leaves where it began in the `steps` of the shortest phase: `share` of it is still that, 0..1; with `decay` a hundredth would be. */
  | { about: 'average-lags'; steps: number; share: number; decay: number }
  /** Where the rate drops, of a schedule that is none of steps. */
  | { about: 'drops-unused' }
  /** Settings of blocks, where no block is trained that they could act on; `isFirst`: the first one is, which stochastic depth never leaves out. Of heads alone `lower-layers-unused` speaks. */
  | { about: 'blocks-unused'; settings: SettingKey[]; freeze: string; isFirst: boolean }
  /** What favours small classes, where every class has as many training pictures: `count`. */
  | { about: 'classes-alike'; settings: SettingKey[]; count: number }
  /** When the rate rises or drops, where no phase has steps enough for it; `steps`: of the longest. */
  | { about: 'too-few-steps'; settings: SettingKey[]; steps: number }
  /** A rise of the rate over all steps of the longest phase, which has `epochs`. */
  | { about: 'rises-to-the-end'; warmup: number; epochs: number }
  /** The rate by layers, of a first part of the network: its highest layer learns at `share` of the rate, 0..1, since the layers above it count. */
  | { about: 'decayed-by-frozen'; decay: number; freeze: string; share: number }
  /** `mixup` of steps that see one picture each. */
  | { about: 'nothing-to-mix' }
  /** Small classes are both drawn more often and weighed more. */
  | { about: 'balanced-twice' }
  /** Pictures that were to grow, in a phase of one epoch: it sees them at the last size. */
  | { about: 'growing-unused'; size: string; imageSize: number }
  /** Settings that say how something is learned step by step, and a head that is solved exactly needs none of. */
  | { about: 'steps-unused'; settings: SettingKey[] }
  /** How a head is solved, in a run that solves none. */
  | { about: 'solver-unused'; settings: SettingKey[] }
  /** Settings that look back over epochs, where no phase in steps takes enough of them; `epochs`: of the longest. */
  | { about: 'too-few-epochs'; settings: SettingKey[]; epochs: number }
  /** Only the head is trained, on features of a file whose recipe weakens them (`nets/suits-strategy.ts`). */
  | { about: 'rather-fine-tuned'; backbone: string }
  /** `mixup` behind a frozen part. */
  | { about: 'features-are-mixed' }
  /** Settings of layers below the head, where only the head is trained. */
  | { about: 'lower-layers-unused'; settings: SettingKey[] }
  /** Training starts from a run's model: what became of its classes, for which it has rows in its head. `headAnew`: why none of them is used. */
  | ({ about: 'goes-on-from'; run: number; headAnew?: 'solver' | 'head' } & ClassChange)
  /** Validation and test pictures of this data set that taught the run whose model this one starts from; `inGroups`: or others of their groups did. */
  | { about: 'judges-were-learned'; run: number; count: number; inGroups?: true }
  /** It comes with the program; `better` is one to download. */
  | { about: 'backbone-is-small'; better: string }
  /** Files of the data set that cannot be used; the reasons as they are stored, the most frequent first. */
  | { about: 'files-left-out'; count: number; of: number; reasons: { reason: string; values?: SaidValues | null; count: number }[] }
  /** Usable pictures that nobody gave a label. */
  | { about: 'without-label'; count: number; example: string }
  /** Folders whose pictures are in no class, and links to folders that are read already; the first of them. */
  | { about: 'folders-left-out'; count: number; folders: LeftOutFolder[] }
  /** Pictures of 16 bits a sample that use 12. */
  | { about: 'dim-pictures'; count: number; of: number }
  /** What lies around pictures that are seen whole: the mean colour of `pictures` of the data set, RGB 0..255. */
  | { about: 'border-color'; color: [number, number, number] }
  | { about: 'budget-not-measured'; budgetSeconds: number }
  /** Epochs of the last phase, and what the run takes with them in all. */
  | { about: 'budget'; budgetSeconds: number; epochs: number; askedEpochs: number; seconds: number };

/** Disk space of a run. */
export interface DiskNeed {
  /** Checkpoints, model and answers: without room for these it is refused. */
  runFileBytes: number;
  /** Features that are not cached yet and will be; 0 where there is no room for them. */
  newFeatureBytes: number;
  neededBytes: number;
  freeBytes: number;
}

/** What would be trained, every setting with its reason. */
export interface PlanView {
  plan: RunPlan;
  reasons: PlanReason[];
  notices: PlanNotice[];
  parts: { part: string; parameters: number; trained: number }[];
  cacheBytes: number;
  disk: DiskNeed;
  /** The same run in the terminal. */
  command: string;
  /** How many classes are told apart, and the pictures of each side of the split. */
  classes: number;
  images: Record<Split, number>;
}

export interface EstimateView {
  minutes: number;
  /** Of the last phase: fewer than planned where the spec's time budget allows no more. */
  epochs: number;
  secondsPerEpoch: number[];
  featureSeconds: number[];
  peakMemoryBytes: number;
}
