import type { PlanNotice } from '../../../shared/contract/run-calls.ts';
import type { Words } from '../../composables/use-words.ts';

/** What is worth knowing of a plan before it begins. */
export function noticeWords(notice: PlanNotice, { t, format }: Words): string {
  switch (notice.about) {
    case 'fine-tune-rate-unused':
      return t('train.notices.fineTuneRateUnused', { freeze: notice.freeze });
    case 'batch-norm-unused':
      return t('train.notices.batchNormUnused');
    case 'backbone-is-small':
      return t('train.notices.backboneIsSmall', { better: notice.better });
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
  }
}
