import type { PlainReason, SettingReason } from '../../../shared/contract/run-calls.ts';
import type { Phase, RunSpec } from '../../../shared/run-spec.ts';

/** A setting as the program tells it: what it is and why. */
export interface Reason {
  readonly setting: string;
  readonly value: string;
  readonly reason: SettingReason;
}

/** Facts that defaults depend on. */
export interface Situation {
  /** Training images of the smallest class. */
  readonly smallestClass: number;
  readonly trainImages: number;
  readonly gpu: boolean;
}

export const enoughForFineTuning = 20;
const headEpochs = 30;
const headPatience = 5;

export const asked: SettingReason = { because: 'asked' };

export interface Chooser {
  readonly reasons: Reason[];
  /** The asked value, or the default with its reason. */
  pick<T>(setting: string, value: T | undefined, fallback: T, reason: PlainReason | SettingReason): T;
}

export function createChooser(): Chooser {
  const reasons: Reason[] = [];
  return {
    reasons,
    pick(setting, value, fallback, reason) {
      const chosen = value ?? fallback;
      const why = typeof reason === 'string' ? { because: reason } : reason;
      reasons.push({ setting, value: String(chosen), reason: value === undefined ? why : asked });
      return chosen;
    },
  };
}

/** `until:stem` is `none`; `until:head` and `head-then:head` are `head`. */
function canonicalFreeze(freeze: string): string {
  if (freeze === 'until:stem') return 'none';
  return freeze === 'until:head' || freeze === 'head-then:head' ? 'head' : freeze;
}

export function chooseFreeze({ pick }: Chooser, spec: RunSpec, { smallestClass }: Situation): string {
  const isEnough = smallestClass >= enoughForFineTuning;
  const because = isEnough ? 'enough-to-fine-tune' : 'too-few-to-fine-tune';
  const why = { because, smallest: smallestClass, enough: enoughForFineTuning } as const;
  return canonicalFreeze(pick('freeze', spec.freeze, isEnough ? 'head-then:stage4' : 'head', why));
}

/**
 * AdamW moves each weight by at most about its rate a step, so a phase of few steps needs a higher rate to arrive:
 * `reach` / steps within the bounds, one digit (docs/decisions/0004-learning-rate-by-steps.md).
 */
function rateBySteps(steps: number, reach: number, least: number, most: number): number {
  return Number(Math.min(most, Math.max(least, reach / steps)).toPrecision(1));
}

export const headRate = (steps: number): number => rateBySteps(steps, 5, 1e-3, 1e-2);
export const trunkRate = (steps: number): number => rateBySteps(steps, 0.5, 1e-4, 1e-3);

/** Phases of a run by `decisions.md`, Defaults: what is cheap on cached features is done longer. */
export function choosePhases(
  chooser: Chooser,
  spec: RunSpec,
  freeze: string,
  optimizer: 'sgd' | 'adamw',
  { gpu, trainImages }: Situation,
): Phase[] {
  const { pick } = chooser;
  // SGD takes about ten times AdamW's rate for steps of a like size.
  const scale = optimizer === 'sgd' ? 10 : 1;
  const twoPhases = freeze.startsWith('head-then:');
  const onlyHead = freeze === 'head';
  const rateName = twoPhases ? 'learning rate of the head' : 'learning rate';
  const startsWithHead = twoPhases || onlyHead;
  const usualBatch = startsWithHead ? 32 : gpu ? 32 : 16;
  const firstEpochs = twoPhases ? headEpochs : (spec.epochs ?? (onlyHead ? headEpochs : 10));
  const steps = firstEpochs * Math.ceil(trainImages / (spec.batchSize ?? usualBatch));
  const rate = pick(
    rateName,
    spec.learningRate,
    (startsWithHead ? headRate(steps) : trunkRate(steps)) * scale,
    { because: startsWithHead ? 'head-learns-fast' : 'pretrained-changes-gently', steps },
  );
  const headBatch = pick(
    twoPhases ? 'batch size of the head' : 'batch size',
    spec.batchSize,
    usualBatch,
    startsWithHead ? 'features-are-small' : gpu ? 'usual-on-gpu' : 'usual-on-processor',
  );
  const part = (
    name: Phase['name'],
    cut: string,
    rest: Pick<Phase, 'epochs' | 'patience' | 'learningRate' | 'batchSize'>,
  ): Phase => {
    const isHead = cut === 'head';
    return {
      name,
      cut,
      ...rest,
      augment: pick(
        `augmentation (${name})`,
        spec.augment,
        isHead ? 'none' : 'light',
        isHead ? 'head-sees-pictures-as-they-are' : 'more-of-few-pictures',
      ),
      labelSmoothing: pick(
        `label smoothing (${name})`,
        spec.labelSmoothing,
        isHead ? 0 : 0.1,
        isHead ? 'linear-head' : 'usual-for-trained-layers',
      ),
    };
  };
  if (onlyHead) {
    const epochs = pick('epochs', spec.epochs, headEpochs, 'cheap-on-cached-features');
    return [part('head', 'head', { epochs, patience: 0, learningRate: rate, batchSize: headBatch })];
  }
  const epochs = pick('epochs', spec.epochs, 10, twoPhases ? 'of-second-phase' : 'enough-for-pretrained');
  if (!twoPhases) {
    const cut = freeze === 'none' ? 'stem' : freeze.slice('until:'.length);
    return [part('train', cut, { epochs, patience: 0, learningRate: rate, batchSize: headBatch })];
  }
  const fineRate = pick('fine-tune learning rate', spec.fineTuneLearningRate, rate / 10, 'tenth-of-head-rate');
  const fineBatch = spec.batchSize ?? (gpu ? 32 : 16);
  return [
    part('head', 'head', { epochs: headEpochs, patience: headPatience, learningRate: rate, batchSize: headBatch }),
    part('fine-tune', freeze.slice('head-then:'.length), {
      epochs,
      patience: 0,
      learningRate: fineRate,
      batchSize: fineBatch,
    }),
  ];
}
