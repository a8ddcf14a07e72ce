import { backboneNamed } from '../../shared/network-name.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import type { TestLedger, TestLock } from '../../shared/test-ledger.ts';
import type { RunVerdict, VerdictHelp } from '../../shared/verdict.ts';
import type { Words } from '../composables/use-words.ts';
import { runNumberWords } from './backbone-words.ts';
import { intervalWords } from './interval-words.ts';

/** What a verdict says, as data and the window's language have it. Pure. */
export interface HelpWords {
  title: string;
  why: string;
  /** What it is expected to bring, or that this cannot be told. */
  gain: string;
  /** What its button does. */
  action: string;
  /** What a second one does, beside. */
  also?: string;
}

/** Where all classes are about as large, always saying one is as good as guessing and says the same twice. */
export const isSkewed = ({ guessing, largestClass }: RunVerdict): boolean => largestClass.accuracy > 1.25 * guessing.accuracy;

/** "Right 3 times of 4; guessing gives 1 of 5." */
export function verdictSentence(verdict: RunVerdict, { t, format }: Words): string {
  const { plainly: { times, of }, classes, largestClass } = verdict;
  const right = t('verdict.right', { times: format.count(times), of: format.count(of) }, times);
  const { label, accuracy } = largestClass;
  const without = isSkewed(verdict)
    ? t('verdict.withoutSkewed', { classes: format.count(classes), label, share: format.percent(accuracy, 0) })
    : t('verdict.without', { classes: format.count(classes) });
  return `${right} ${without}`;
}

/** What cannot be told, or that doing without a model would be better; null where it is shown to be better. */
export function verdictDoubt({ standing, guessing, largestClass }: RunVerdict, { t }: Words): string | null {
  if (standing === 'better') return null;
  const than = guessing.isBeaten ? t('verdict.thanConstant', { label: largestClass.label }) : t('verdict.thanGuessing');
  return standing === 'worse' ? t('verdict.worse') : t('verdict.untold', { than });
}

/** What the deeper training begins with, in words: the last stage, or one before. */
const stageOf = (freeze: string): string => /stage(\d+)/.exec(freeze)?.[1] ?? '';

export function helpWords(help: VerdictHelp, words: Words): HelpWords {
  const { t, format } = words;
  const points = (share: number) => format.decimal(share * 100, 1);
  const pictures = (n: number) => t('common.images', { n: format.count(n) }, n);
  const gain = help.gain === null ? t('verdict.gain.untold') : t('verdict.gain.atMost', { points: points(help.gain) });
  switch (help.kind) {
    case 'weakest-class': {
      const { label, found, images, interval, morePictures, isShown } = help;
      const values = { label, found: format.count(found), images: format.count(images), range: intervalWords(interval, words, points, format.percent) };
      return {
        title: morePictures > 0 ? t('verdict.weakest.more', { n: format.count(morePictures), label }, morePictures) : t('verdict.weakest.look', { label }),
        why: t(isShown ? 'verdict.weakest.why' : 'verdict.weakest.whyUnsure', values),
        gain,
        action: t('verdict.weakest.action', { label }),
        ...(morePictures > 0 ? { also: t('verdict.weakest.add') } : {}),
      };
    }
    case 'confused-pair': {
      const { labels: [a, b], counts, groups, share } = help;
      const times = counts[0] + counts[1];
      return {
        title: t('verdict.pair.title', { a, b }),
        why: `${t('verdict.pair.why', { share: format.percent(share, 0) })}${groups === undefined ? '' : `, ${t('common.ofGroups', { n: format.count(groups) }, groups)}`}`,
        gain,
        action: t('verdict.pair.action', { n: format.count(times) }, times),
      };
    }
    case 'label-suspects': {
      const { count, isUnsure, pictures: [first] } = help;
      const values = { file: first?.file.split('/').at(-1) ?? '', likely: first?.likely ?? '' };
      return {
        title: t('verdict.suspects.title', { n: format.count(count) }, count),
        why: t(isUnsure ? 'verdict.suspects.whyUnsure' : 'verdict.suspects.why', values),
        gain,
        action: t('verdict.suspects.action', {}, count),
      };
    }
    case 'too-few-pictures':
      return {
        title: t('verdict.few.title', { n: format.count(help.moreImages) }, help.moreImages),
        why: t('verdict.few.why', { pictures: pictures(help.images), margin: points(help.margin) }),
        gain: t('verdict.few.gain'),
        action: t('verdict.few.action'),
      };
    case 'too-few-groups': {
      const { groups, moreGroups, margin } = help;
      const values = { n: format.count(groups), ...(margin !== null && { margin: points(margin) }) };
      return {
        title: t('verdict.fewGroups.title', { n: format.count(moreGroups) }, moreGroups),
        why: t(margin === null ? 'verdict.fewGroups.whyNone' : 'verdict.fewGroups.why', values, groups),
        gain: t(margin === null ? 'verdict.fewGroups.gainNone' : 'verdict.few.gain'),
        action: t('verdict.few.action'),
      };
    }
    case 'learns-by-heart':
      return {
        title: t(help.isAugmented ? 'verdict.heart.title' : 'verdict.heart.titleAugment'),
        why: t('verdict.heart.why', { accuracy: format.percent(help.trainAccuracy, 0) }),
        gain,
        action: t(help.isAugmented ? 'verdict.heart.action' : 'verdict.heart.actionAugment'),
      };
    case 'train-deeper':
      return {
        title: t('verdict.deeper.title'),
        why: t(help.from === 'head' ? 'verdict.deeper.whyHead' : 'verdict.deeper.why', { from: stageOf(help.from), to: stageOf(help.to) }),
        gain,
        action: t('verdict.deeper.action'),
      };
    case 'better-base-model': {
      const [name, accuracy] = [backboneNamed(help.to).network, format.percent(help.toAccuracy)];
      const size = help.isOnDisk ? t('verdict.base.onDisk') : t('verdict.base.download', { size: format.bytes(help.sizeBytes) });
      const before = help.fromAccuracy === null ? null : format.percent(help.fromAccuracy);
      return {
        title: t('verdict.base.title', { name }),
        why: before === null ? t('verdict.base.why', { accuracy, size }) : t('verdict.base.whyAgainst', { accuracy, before, size }),
        gain,
        action: t('verdict.base.action'),
      };
    }
  }
}

/** How often the test pictures were looked at, and what that leaves of the figure. */
export function ledgerWords({ looks, models, firstAtMs, low, high }: TestLedger, { t, format }: Words): { text: string; why: string } {
  const since = format.day(firstAtMs);
  const seen = t('verdict.ledger.looks', { n: format.count(looks), since }, looks);
  if (models === 1) return { text: seen, why: t('verdict.ledger.one') };
  if (low === null || high === null) return { text: `${seen}; ${t('verdict.ledger.none')}`, why: t('common.groupsWhy', { least: fewestGroups }) };
  const range = { n: format.count(models), low: format.percent(low), high: format.percent(high) };
  return { text: `${seen}; ${t('verdict.ledger.best', range)}`, why: t('verdict.ledger.why', range) };
}

/** What is kept from sight, and until when. */
export function lockWords({ untilMs, finalRun }: TestLock, words: Words): string {
  const { t, format } = words;
  if (finalRun !== null) return t('verdict.lock.final', { run: runNumberWords(finalRun, words) });
  return untilMs === null ? t('verdict.lock.untilFinal') : t('verdict.lock.until', { day: format.day(untilMs) });
}
