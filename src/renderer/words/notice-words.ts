import type { RunNotice } from '../../shared/contract/run-calls.ts';
import { backboneWords, runNumberWords } from './backbone-words.ts';
import { phaseWords } from './cut-words.ts';
import { foldersSentence } from './finding-words.ts';
import { saidMessage } from './said-words.ts';
import { settingNumberWords, settingValueWords } from './setting-words.ts';
import type { Words } from '../composables/use-words.ts';

/** Whether it is about the run that training goes on from: the form says it where that is chosen. */
export const isOfGoingOn = ({ about }: RunNotice): boolean => about === 'goes-on-from' || about === 'judges-were-learned';

/** What is worth knowing of a run, before it begins and while it trains. */
export function noticeWords(notice: RunNotice, words: Words): string {
  const { t, format } = words;
  const named = ({ settings }: { settings: readonly string[] }): string => settings.map((key) => t(`runSettings.names.${key}`)).join(', ');
  switch (notice.about) {
    case 'fine-tune-rate-unused':
      return t('train.notices.fineTuneRateUnused', { freeze: settingValueWords('freeze', notice.freeze, words) });
    case 'batch-norm-unused':
      return t('train.notices.batchNormUnused');
    case 'balanced-twice':
      return t('train.notices.balancedTwice');
    case 'decay-replaced':
      return t(notice.headDecays ? 'train.notices.decayOfHead' : 'train.notices.decayReplaced');
    case 'average-lags':
      return t('train.notices.averageLags', { steps: format.count(notice.steps), share: format.percent(notice.share, 0), decay: format.writtenOut(notice.decay, 9) });
    case 'drops-unused':
      return t('train.notices.dropsUnused');
    case 'growing-unused':
      return t('train.notices.growingUnused', { size: notice.imageSize });
    case 'steps-unused':
    case 'solver-unused':
      return t(notice.about === 'steps-unused' ? 'train.notices.stepsUnused' : 'train.notices.solverUnused', { settings: named(notice) });
    case 'blocks-unused':
      return t(notice.isFirst ? 'train.notices.firstBlockAlone' : 'train.notices.blocksUnused', { settings: named(notice) });
    case 'classes-alike':
      return t('train.notices.classesAlike', { settings: named(notice), n: format.count(notice.count) }, notice.count);
    case 'too-few-steps':
      return t('train.notices.tooFewSteps', { settings: named(notice), n: format.count(notice.steps) }, notice.steps);
    case 'rises-to-the-end':
      return t('train.notices.risesToTheEnd', { warmup: format.writtenOut(notice.warmup, 9) });
    case 'decayed-by-frozen':
      return t('train.notices.decayedByFrozen', { share: format.percent(notice.share, 1) });
    case 'nothing-to-mix':
      return t('train.notices.nothingToMix');
    case 'too-few-epochs':
      return t('train.notices.tooFewEpochs', { settings: named(notice), n: format.count(notice.epochs) }, notice.epochs);
    case 'rather-fine-tuned':
      return t('train.notices.ratherFineTuned', { backbone: backboneWords(notice.backbone, words) });
    case 'lower-layers-unused':
      return t('train.notices.lowerLayersUnused', { settings: named(notice) });
    case 'features-are-mixed':
      return t('train.notices.featuresAreMixed');
    case 'goes-on-from': {
      const { kept, added, gone, renamed, headAnew } = notice;
      const run = runNumberWords(notice.run, words);
      const n = kept.length + renamed.length;
      return [
        headAnew ? t('train.notices.headAnew', { run }) : t('train.notices.goesOnFrom', { run, n: format.count(n) }, n),
        ...(added.length > 0 ? [t('train.notices.classesAdded', { classes: added.join(', ') }, added.length)] : []),
        ...(gone.length > 0 ? [t('train.notices.classesGone', { classes: gone.join(', ') }, gone.length)] : []),
        ...renamed.map((one) => t('train.notices.classRenamed', one)),
      ].join(' ');
    }
    case 'judges-were-learned':
      return t(notice.inGroups ? 'train.notices.judgesInGroups' : 'train.notices.judgesWereLearned', { run: runNumberWords(notice.run, words), n: format.count(notice.count) }, notice.count);
    case 'average-answers':
    case 'average-not-better': {
      const values = { epochs: notice.epochs.join(', '), loss: format.decimal(notice.loss, 4), best: format.decimal(notice.best, 4) };
      return t(notice.about === 'average-answers' ? 'train.notices.averageAnswers' : 'train.notices.averageNotBetter', values);
    }
    case 'ended-early':
      return t('train.notices.endedEarly', { phase: phaseWords(notice.phase, words), epochs: format.count(notice.epochs), of: format.count(notice.of), n: format.count(notice.waited) }, notice.waited);
    case 'head-solved':
      return t('train.notices.headSolved', { gradient: format.significant(notice.gradientNorm, 2), l2: settingNumberWords('l2', notice.l2, words) });
    case 'l2-at-end':
      return t('train.notices.l2AtEnd', { l2: settingNumberWords('l2', notice.l2, words) });
    case 'l2-untried':
      return t(notice.isGrouped ? 'train.notices.l2UntriedOfGroups' : 'train.notices.l2Untried', { l2: settingNumberWords('l2', notice.l2, words) });
    case 'backbone-is-small':
      return t('train.notices.backboneIsSmall', { better: backboneWords(notice.better, words) });
    case 'files-left-out': {
      const { count, of, reasons } = notice;
      const shown = reasons.map((one) => {
        const reason = saidMessage({ message: one.reason, values: one.values }, words);
        return one.count === count ? reason : `${format.count(one.count)} × ${reason}`;
      });
      const others = count - reasons.reduce((sum, one) => sum + one.count, 0);
      const rest = others > 0 ? [t('train.notices.otherReasons', { n: format.count(others) }, others)] : [];
      const values = { n: format.count(count), of: format.count(of), reasons: [...shown, ...rest].join(', ') };
      return t('train.notices.filesLeftOut', values, count);
    }
    case 'without-label':
      return t('train.notices.withoutLabel', { n: format.count(notice.count), example: notice.example }, notice.count);
    case 'folders-left-out':
      return foldersSentence(notice.count, notice.folders, words);
    case 'dim-pictures':
      return t('train.notices.dimPictures', { n: format.count(notice.count), of: format.count(notice.of) }, notice.count);
    case 'border-color':
      return t('train.notices.borderColor', { color: notice.color.join(', ') });
    case 'budget-not-measured':
      return t('train.notices.budgetNotMeasured', { budget: format.duration(notice.budgetSeconds) });
    case 'budget': {
      const { epochs, askedEpochs, budgetSeconds, seconds } = notice;
      const values = {
        budget: format.duration(budgetSeconds),
        epochs: format.count(epochs),
        n: format.count(askedEpochs),
        time: format.duration(seconds),
      };
      const said = t(epochs < askedEpochs ? 'train.notices.budgetAllows' : 'train.notices.budgetFits', values, askedEpochs);
      return seconds > budgetSeconds ? `${said} ${t('train.notices.budgetTooShort')}` : said;
    }
    case 'features-too-large': {
      const values = { needed: format.bytes(notice.neededBytes), most: format.bytes(notice.cacheSizeBytes) };
      return t('train.notices.featuresTooLarge', values);
    }
    case 'features-damaged':
      return t('train.notices.featuresDamaged', { n: format.count(notice.count) }, notice.count);
    case 'picture-left-out':
      return t('train.notices.pictureLeftOut', { file: notice.file, reason: saidMessage({ message: notice.reason, values: notice.values }, words) });
    case 'checkpoint-damaged':
      return t('train.notices.checkpointDamaged', { n: format.count(notice.epochs), reason: saidMessage(notice.error, words) }, notice.epochs);
    case 'checkpoint-unproved':
      return t('train.notices.checkpointUnproved');
    case 'model-unproved':
      return t('train.notices.modelUnproved');
    case 'store-waits':
      return t('train.notices.storeWaits', { run: runNumberWords(notice.run, words), reason: saidMessage(notice.error, words) });
    case 'stored-again':
      return t('train.notices.storedAgain', { run: runNumberWords(notice.run, words) });
    case 'not-stored':
      return t('train.notices.notStored', { reason: saidMessage(notice.error, words) });
    case 'no-backup':
      return t('train.notices.noBackup', { reason: saidMessage(notice.error, words) });
    case 'text':
      return notice.text;
  }
}
