import type { LabelSuspect, RunVerdict, VerdictHelp } from '../../shared/verdict.ts';
import type { Metrics } from '../../shared/metrics.ts';
import { baselines, type AgainstConstant } from './baselines.ts';
import { plainShare } from './plain-share.ts';
import { confusedPair, learnsByHeart, suspectHelp, tooFewToJudge, weakestClass } from './verdict-helps.ts';
import type { ClassInterval, GroupsConfused, KeptEpoch } from './verdict-helps.ts';

/** What is known of a run whose verdict is asked for. */
export interface JudgedRun {
  readonly split: 'val' | 'test';
  readonly metrics: Metrics;
  /** Of one class (its label) alone; left out where no pictures belong together. */
  readonly classInterval?: ClassInterval | undefined;
  /** Of whole groups; left out likewise. */
  readonly againstConstant?: AgainstConstant | undefined;
  readonly groupsConfused?: GroupsConfused | undefined;
  /** Pictures each class was learned from, in label order. */
  readonly trainImages: readonly number[];
  /** Clearest first. */
  readonly suspects: readonly LabelSuspect[];
  /** Null where no epoch was told. */
  readonly kept: KeptEpoch | null;
  readonly isAugmented: boolean;
  /** Null where it was trained as deep as is worth it. */
  readonly deeper: { readonly from: string; readonly to: string } | null;
  /** Null where no larger base model is recommended. */
  readonly betterBaseModel: Omit<Extract<VerdictHelp, { kind: 'better-base-model' }>, 'kind' | 'gain'> | null;
}

export const helpsAtMost = 3;

const byGain = (a: VerdictHelp, b: VerdictHelp): number => (b.gain ?? 0) - (a.gain ?? 0);
const given = (help: VerdictHelp | null): VerdictHelp[] => (help ? [help] : []);

/**
 * Three at most, what helps most first. One of each group, so that one mistake is not told three times:
 * 1. more pictures to be judged by, where it cannot be told whether the run is better than doing without: nothing else can be told either;
 * 2. pictures (the weakest class or the pair most confused) and labels, the larger gain first; labels that hardly can be told come after pictures;
 * 3. the model: its training pictures known by heart, else deeper training, else a larger base model;
 * 4. more pictures to be judged by, where the interval is wide.
 * What is left over of these fills up in the same order. Of a run with all right only the fourth is left.
 */
function rankedHelps({ metrics, classInterval, groupsConfused, trainImages, suspects, kept, isAugmented, deeper, betterBaseModel }: JudgedRun, isUntold: boolean): VerdictHelp[] {
  const judging = given(tooFewToJudge(metrics, isUntold));
  if (metrics.correct === metrics.images) return judging;
  const pictures = [...given(weakestClass(metrics, trainImages, classInterval)), ...given(confusedPair(metrics, groupsConfused))].sort(byGain);
  const labels = given(suspectHelp(suspects, metrics));
  const isUnsure = labels.some((help) => help.kind === 'label-suspects' && help.isUnsure);
  const byHeart = learnsByHeart(kept, isAugmented);
  const model = [
    ...given(byHeart),
    // Deeper training learns by heart what a shallow one learned by heart already.
    ...(deeper && !byHeart ? [{ kind: 'train-deeper', ...deeper, gain: null } as const] : []),
    ...(betterBaseModel ? [{ kind: 'better-base-model', ...betterBaseModel, gain: null } as const] : []),
  ];
  const [firstOfPictures, ...restOfPictures] = pictures;
  const [firstOfModel, ...restOfModel] = model;
  const counted = [...given(firstOfPictures ?? null), ...labels];
  return [
    ...(isUntold ? judging : []),
    ...(isUnsure ? counted : counted.sort(byGain)),
    ...given(firstOfModel ?? null),
    ...(isUntold ? [] : judging),
    ...restOfPictures,
    ...restOfModel,
  ].slice(0, helpsAtMost);
}

/** A run beside doing without it, and what would help it most. Pure: the same figures give the same verdict. */
export function runVerdict(run: JudgedRun): RunVerdict {
  const { split, metrics } = run;
  const { correct, images, accuracy, accuracyInterval, independentGroups = null, perClass } = metrics;
  const compared = baselines(metrics, run.againstConstant);
  return {
    split,
    correct,
    images,
    classes: perClass.length,
    accuracy,
    interval: accuracyInterval,
    independentGroups,
    plainly: plainShare(correct, images),
    ...compared,
    helps: rankedHelps(run, compared.standing === 'cannot-tell'),
  };
}
