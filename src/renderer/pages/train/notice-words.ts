import type { RunNotice } from '../../../shared/contract/run-calls.ts';
import { foldersSentence } from '../../words/finding-words.ts';
import type { Words } from '../../composables/use-words.ts';

/** What is worth knowing of a run, before it begins and while it trains. */
export function noticeWords(notice: RunNotice, { t, format }: Words): string {
  switch (notice.about) {
    case 'fine-tune-rate-unused':
      return t('train.notices.fineTuneRateUnused', { freeze: notice.freeze });
    case 'batch-norm-unused':
      return t('train.notices.batchNormUnused');
    case 'backbone-is-small':
      return t('train.notices.backboneIsSmall', { better: notice.better });
    case 'files-left-out': {
      const { count, of, reasons } = notice;
      const shown = reasons.map((one) => (one.count === count ? one.reason : `${format.count(one.count)} × ${one.reason}`));
      const values = { n: format.count(count), of: format.count(of), reasons: shown.join(', ') };
      return t('train.notices.filesLeftOut', values, count);
    }
    case 'without-label':
      return t('train.notices.withoutLabel', { n: format.count(notice.count), example: notice.example }, notice.count);
    case 'folders-left-out':
      return foldersSentence(notice.count, notice.folders, { t, format });
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
      return t('train.notices.pictureLeftOut', { file: notice.file, reason: notice.reason });
    case 'checkpoint-damaged':
      return t('train.notices.checkpointDamaged', { n: format.count(notice.epochs), reason: notice.error.message }, notice.epochs);
    case 'checkpoint-unproved':
      return t('train.notices.checkpointUnproved');
    case 'model-unproved':
      return t('train.notices.modelUnproved');
    case 'store-waits':
      return t('train.notices.storeWaits', { run: notice.run, reason: notice.error.message });
    case 'stored-again':
      return t('train.notices.storedAgain', { run: notice.run });
    case 'not-stored':
      return t('train.notices.notStored', { reason: notice.error.message });
    case 'no-backup':
      return t('train.notices.noBackup', { reason: notice.error.message });
    case 'text':
      return notice.text;
  }
}
