import { duration, percent } from '../terminal/units.ts';
import { flagsOf } from './setting-words.ts';
import type { PlainReason, SettingReason } from '../../shared/contract/plan-view.ts';

const plain: Readonly<Record<PlainReason, string>> = {
  asked: 'you asked for it',
  'comes-with-program': 'it comes with the program',
  'used-last': 'used last',
  'forgiving-rate': 'forgiving about the learning rate',
  'features-are-small': 'features are small',
  'usual-on-gpu': 'usual on a GPU',
  'usual-on-processor': 'usual on a processor',
  'head-sees-pictures-as-they-are': 'the head sees each picture as it is',
  'more-of-few-pictures': 'flips and crops make more of few pictures',
  'linear-head': 'none for a linear head',
  'usual-for-trained-layers': 'usual when layers are trained',
  'cheap-on-cached-features': 'cheap on cached features',
  'of-second-phase': 'of the second phase',
  'of-last-phase': 'of the last phase; each before it that goes a stage further down takes one',
  'enough-for-pretrained': 'enough for a pretrained network',
  'fits-time-budget': 'what the time budget allows',
  'tenth-of-head-rate': 'a tenth of the rate of the head',
  'made-for-backbone': 'what the backbone was made for',
  'usual-of-adamw': 'the usual of AdamW',
  'ends-with-small-steps': 'ends with small steps',
  'of-the-steps': 'of the steps',
  'pictures-count-the-same': 'every picture counts the same',
  'stored-statistics-are-safer': 'stored statistics are safer with small batches',
  repeatable: 'fixed, so that a run can be repeated',
  'all-of-this-machine': 'all of this machine',
  'fifth-of-free-disk': 'a fifth of the free disk',
  'starts-drawn': 'the network starts drawn: all of it is to be learned',
  'of-network': 'what the network is made for',
  'usual-of-papers': 'the usual of networks that start drawn',
  'best-at-once': 'the best head there is for these features, in seconds',
  'head-has-layers': 'a head with a layer of its own has no single optimum',
  'measuring-takes-time': 'it takes time and changes nothing of what is learned',
  'rows-are-kept': 'starts from the rows of the earlier head, which an exact solution would not see',
  'solved-at-once': 'not used: the head is solved at once',
  'last-weights-answer': 'the weights themselves answer; an average of them helps noisy trainings most',
  'layers-learn-alike': 'all trained layers learn at the same rate',
  'weight-decay-holds-back': 'weight decay alone holds the weights back',
  'of-head-beside-l2sp': 'of the head alone: below it --l2-sp takes its place',
  'replaced-by-l2sp': 'not used: --l2-sp takes its place',
  'best-epoch-counts': 'the best epoch counts in any case; stopping early only saves time',
  'best-epoch-answers': 'the best epoch answers; a mean of several takes space and helps only at times',
  'rise-of-one-cycle': 'of the steps; one cycle rises long',
  'mixing-needs-long-training': 'pictures are learned as they are; mixed ones help long trainings most',
  'every-block-takes-part': 'every block takes part; leaving some out helps deep networks and long trainings most',
  'every-picture-once': 'an epoch shows every picture once',
  'drops-of-papers': 'at half and three quarters of the steps, as the CIFAR nets were trained; of the step schedule only',
};

/** Why a setting is what it is, as the terminal says it. */
export function reasonText(reason: SettingReason): string {
  switch (reason.because) {
    case 'used-last-is-gone':
      return `it comes with the program; ${reason.backbone}, used last, is not on this machine any more`;
    case 'enough-to-fine-tune':
      return `every class has at least ${reason.enough} training pictures, enough to train the last stage after the head`;
    case 'too-few-to-fine-tune':
      return `the smallest class has ${reason.smallest} training pictures, fewer than ${reason.enough}: only the head is trained`;
    case 'steps-asked':
      return `${flagsOf(reason.settings)} ${reason.settings.length === 1 ? 'speaks' : 'speak'} of steps`;
    case 'solving-takes-long':
      return `solving it would take about ${duration(reason.seconds)}`;
    case 'head-learns-fast':
      return `a new head learns fast, the more so in ${reason.steps} steps`;
    case 'pretrained-changes-gently':
      return `for ${reason.steps} steps: pretrained layers change gently`;
    case 'middle-holds-most':
      return `the middle of a picture holds ${percent(1 - reason.lost)} of it on average`;
    case 'middle-loses-much':
      return `of these pictures the middle alone would leave out ${percent(reason.lost)} on average`;
    case 'measured': {
      const { gain, imagesPerSecond, processor } = reason;
      const times = `bfloat16 runs at ${gain.toFixed(2)} times the speed of float32 (${imagesPerSecond.toFixed(0)} pictures/s)`;
      return `measured on ${processor ?? 'this GPU'}: ${times}`;
    }
    default:
      return plain[reason.because];
  }
}

/** Something with its reason as data, `because` and its values, and beside it in words, as `--json` tells it. */
export const withReasonText = <T extends { readonly reason: SettingReason }>({ reason, ...row }: T) => ({
  ...row,
  ...reason,
  reason: reasonText(reason),
});
