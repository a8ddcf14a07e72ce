import { headEpochs, headPatience, headRateBySteps, rateBySteps } from '../../training/head-defaults.ts';
import { strategyOf } from './trained-in-steps.ts';
import { needLinear, usualSolver } from './choose-solver.ts';
import type { HeadSituation } from './choose-solver.ts';
import type { PlainReason, SettingReason } from '../../../shared/contract/plan-view.ts';
import type { SettingKey } from '../../../shared/run-settings.ts';
import type { Phase, RunSpec } from '../../../shared/run-spec.ts';

/** A setting as the program tells it: what it is and why. */
export interface Reason {
  readonly setting: SettingKey;
  /** Of two phases, or where a default depends on what is trained; null where the run has one value. */
  readonly phase: Phase['name'] | null;
  readonly value: string;
  readonly reason: SettingReason;
}

/** Facts that defaults depend on. */
export interface Situation extends HeadSituation {
  /** Training images of the smallest class. */
  readonly smallestClass: number;
  readonly gpu: boolean;
  /** Whether the network starts drawn. */
  readonly isDrawn: boolean;
  readonly stageCount: number;
  /** Whether each class begins with a row of an earlier head. */
  readonly keepsHead: boolean;
}

export const enoughForFineTuning = 20;

export const askedFor: SettingReason = { because: 'asked' };

type Asked<Spec, Key extends keyof Spec> = Exclude<Spec[Key], undefined>;

/** `Spec`: what may be asked, by the table of settings (`shared/run-settings.ts`). */
export interface Chooser<Spec = RunSpec> {
  readonly reasons: (Omit<Reason, 'setting'> & { readonly setting: Extract<keyof Spec, string> })[];
  /** The asked value, or the default with its reason. */
  pick<Key extends Extract<keyof Spec, string>>(
    setting: Key,
    fallback: Asked<Spec, Key>,
    reason: PlainReason | SettingReason,
    phase?: Phase['name'] | null,
  ): Asked<Spec, Key>;
}

export function createChooser<Spec = RunSpec>(spec: Spec): Chooser<Spec> {
  const reasons: Chooser<Spec>['reasons'] = [];
  return {
    reasons,
    pick(setting, fallback, reason, phase = null) {
      const asked = spec[setting];
      const chosen = (asked ?? fallback) as typeof fallback;
      const why = typeof reason === 'string' ? { because: reason } : reason;
      reasons.push({ setting, phase, value: String(chosen), reason: asked === undefined ? why : askedFor });
      return chosen;
    },
  };
}

/** What each is unless asked, and why. */
type Defaults<Spec> = { readonly [Key in keyof Spec]?: readonly [value: Asked<Spec, Key>, because: PlainReason] };

/** Defaults that depend on nothing, with their reasons. */
export const usualSettings = {
  weightDecay: [1e-2, 'usual-of-adamw'],
  schedule: ['cosine', 'ends-with-small-steps'],
  dropAt: ['0.5,0.75', 'drops-of-papers'],
  warmup: [0.05, 'of-the-steps'],
  mixup: [0, 'mixing-needs-long-training'],
  ema: [0, 'last-weights-answer'],
  layerDecay: [1, 'layers-learn-alike'],
  l2sp: [0, 'weight-decay-holds-back'],
  averageEpochs: ['none', 'best-epoch-answers'],
  sampling: ['shuffled', 'every-picture-once'],
  classWeights: ['none', 'pictures-count-the-same'],
  batchNorm: ['eval', 'stored-statistics-are-safer'],
  gradients: [0, 'measuring-takes-time'],
  seed: [0, 'repeatable'],
} as const satisfies Defaults<RunSpec>;

/** Of one cycle a third of the steps leads up to the peak, as PyTorch has it. */
export const usualRise = (schedule: RunSpec['schedule']) =>
  schedule === 'one-cycle' ? ({ warmup: [0.3, 'rise-of-one-cycle'] } as const satisfies Defaults<RunSpec>) : {};

/** The same where the network starts drawn: BatchNorm learns its statistics, and SGD decays as in arXiv 1512.03385. */
export const usualOfDrawn = (optimizer: 'sgd' | 'adamw') =>
  ({
    ...usualSettings,
    weightDecay: optimizer === 'sgd' ? [1e-4, 'usual-of-papers'] : usualSettings.weightDecay,
    batchNorm: ['train', 'starts-drawn'],
  }) as const satisfies Defaults<RunSpec>;

/** Every setting of a table of defaults, as asked or as it usually is. */
export function chooseUsual<Spec, Usual extends Defaults<Spec>>(
  { pick }: Chooser<Spec>,
  usual: Usual,
): { [Key in keyof Usual & keyof Spec]: Asked<Spec, Key> } {
  type Key = Extract<keyof Usual & keyof Spec, string>;
  const chosen: { [Each in Key]?: Asked<Spec, Each> } = {};
  for (const key of Object.keys(usual) as Key[]) {
    const [value, because] = usual[key] as readonly [Asked<Spec, Key>, PlainReason];
    chosen[key] = pick(key, value, because);
  }
  return chosen as Required<typeof chosen> as { [Each in keyof Usual & keyof Spec]: Asked<Spec, Each> };
}

/** `until:stem` is `none`; `until:head` and `head-then:head` are `head`. */
function canonicalFreeze(freeze: string): string {
  if (freeze === 'until:stem') return 'none';
  return freeze === 'until:head' || freeze === 'head-then:head' ? 'head' : freeze;
}

export function chooseFreeze({ pick }: Chooser, { smallestClass, isDrawn, stageCount }: Situation): string {
  if (isDrawn) return canonicalFreeze(pick('freeze', 'none', 'starts-drawn'));
  const isEnough = smallestClass >= enoughForFineTuning;
  const because = isEnough ? 'enough-to-fine-tune' : 'too-few-to-fine-tune';
  const why = { because, smallest: smallestClass, enough: enoughForFineTuning } as const;
  return canonicalFreeze(pick('freeze', isEnough ? `head-then:stage${stageCount}` : 'head', why));
}

/** What is shown to people has one digit. */
const oneDigit = (rate: number): number => Number(rate.toPrecision(1));

export const headRate = (steps: number): number => oneDigit(headRateBySteps(steps));
export const trunkRate = (steps: number): number => oneDigit(rateBySteps(steps, 0.5, 1e-4, 1e-3));

/** Of networks that start drawn: AdamW's own, and SGD's of arXiv 1512.03385. */
const drawnRate = { adamw: 1e-3, sgd: 0.1 } as const;

/** Phases of a run: what is cheap on cached features is done longer. */
export function choosePhases(
  chooser: Chooser,
  spec: RunSpec,
  freeze: string,
  optimizer: 'sgd' | 'adamw',
  situation: Situation,
): Phase[] {
  const { gpu, trainImages, isDrawn, isLinear, stageCount, keepsHead } = situation;
  const { pick } = chooser;
  const patience = pick('earlyStop', 0, 'best-epoch-counts');
  // SGD takes about ten times AdamW's rate for steps of a like size.
  const scale = optimizer === 'sgd' ? 10 : 1;
  const { startsWithHead, steps: later } = strategyOf(freeze, stageCount, keepsHead);
  const onlyHead = later.length === 0;
  const hasHeadFirst = startsWithHead && !onlyHead;
  // Of the only phase there is nothing to tell apart.
  const first = hasHeadFirst ? 'head' : null;
  if (startsWithHead) needLinear(spec, isLinear);
  const solver = startsWithHead ? pick('solver', ...usualSolver(spec, onlyHead, situation), first) : 'iterative';
  const isSolved = solver === 'exact';
  const usualBatch = startsWithHead || isDrawn ? 32 : gpu ? 32 : 16;
  const usualEpochs = onlyHead || isDrawn ? 30 : 10;
  const firstEpochs = hasHeadFirst ? headEpochs : (spec.epochs ?? usualEpochs);
  const steps = firstEpochs * Math.ceil(trainImages / (spec.batchSize ?? usualBatch));
  const rate = pick(
    'learningRate',
    isDrawn ? drawnRate[optimizer] : (startsWithHead ? headRate(steps) : trunkRate(steps)) * scale,
    isDrawn ? 'usual-of-papers' : { because: startsWithHead ? 'head-learns-fast' : 'pretrained-changes-gently', steps },
    first,
  );
  const headBatch = pick(
    'batchSize',
    usualBatch,
    startsWithHead ? 'features-are-small' : isDrawn ? 'usual-of-papers' : gpu ? 'usual-on-gpu' : 'usual-on-processor',
    first,
  );
  type Learned = Pick<Phase, 'epochs' | 'patience' | 'learningRate' | 'batchSize'>;
  const looks = (isHead: boolean, name: Phase['name']): Pick<Phase, 'augment' | 'labelSmoothing'> => ({
    augment: pick('augment', isHead ? 'none' : 'light', isHead ? 'head-sees-pictures-as-they-are' : 'more-of-few-pictures', name),
    labelSmoothing: pick('labelSmoothing', isHead ? 0 : 0.1, isHead ? 'linear-head' : 'usual-for-trained-layers', name),
  });
  const head = (learned: Learned): Phase => ({
    name: 'head',
    cut: 'head',
    ...learned,
    ...(isSolved && { epochs: 1, patience: 0 }),
    solver,
    l2: isSolved ? (spec.l2 ?? null) : null,
    ...looks(true, 'head'),
  });
  if (onlyHead) {
    const epochs = pick('epochs', isSolved ? 1 : headEpochs, 'cheap-on-cached-features');
    return [head({ epochs, patience, learningRate: rate, batchSize: headBatch })];
  }
  const whyEpochs = later.length > 1 ? 'of-last-phase' : hasHeadFirst ? 'of-second-phase' : 'enough-for-pretrained';
  const epochs = pick('epochs', isDrawn ? usualEpochs : 10, isDrawn ? 'starts-drawn' : whyEpochs);
  const learned: Learned = hasHeadFirst
    ? { epochs, patience, learningRate: pick('fineTuneLearningRate', rate / 10, 'tenth-of-head-rate'), batchSize: pick('batchSize', gpu ? 32 : 16, gpu ? 'usual-on-gpu' : 'usual-on-processor', 'fine-tune') }
    : { epochs, patience, learningRate: rate, batchSize: headBatch };
  const before = hasHeadFirst ? [head({ epochs: headEpochs, patience: headPatience, learningRate: rate, batchSize: headBatch })] : [];
  // What phases have in common is told once.
  const seen = looks(later[0]!.cut === 'head', hasHeadFirst ? 'fine-tune' : 'train');
  return [
    ...before,
    ...later.map(({ isLong, ...part }): Phase => ({ ...part, ...learned, ...(!isLong && { epochs: 1, patience: 0 }), solver: 'iterative', l2: null, ...seen })),
  ];
}
