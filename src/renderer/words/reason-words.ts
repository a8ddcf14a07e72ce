import type { SettingReason } from '../../shared/contract/plan-view.ts';
import type { Words } from '../composables/use-words.ts';
import { backboneWords } from './backbone-words.ts';

/** Why the program chose a setting as it is. */
export function reasonWords(reason: SettingReason, words: Words): string {
  const { t, format } = words;
  switch (reason.because) {
    case 'used-last-is-gone':
      return t('reasons.used-last-is-gone', { backbone: backboneWords(reason.backbone, words) });
    case 'enough-to-fine-tune':
      return t('reasons.enough-to-fine-tune', { enough: format.count(reason.enough) });
    case 'too-few-to-fine-tune': {
      const values = { n: format.count(reason.smallest), enough: format.count(reason.enough) };
      return t('reasons.too-few-to-fine-tune', values, reason.smallest);
    }
    case 'steps-asked': {
      const settings = reason.settings.map((key) => t(`runSettings.names.${key}`)).join(', ');
      return t('reasons.steps-asked', { settings }, reason.settings.length);
    }
    case 'solving-takes-long':
      return t('reasons.solving-takes-long', { duration: format.duration(reason.seconds) });
    case 'head-learns-fast':
    case 'pretrained-changes-gently':
      return t(`reasons.${reason.because}`, { n: format.count(reason.steps) }, reason.steps);
    case 'middle-holds-most':
      return t('reasons.middle-holds-most', { kept: format.percent(1 - reason.lost) });
    case 'middle-loses-much':
      return t('reasons.middle-loses-much', { lost: format.percent(reason.lost) });
    case 'measured': {
      const { gain, imagesPerSecond, processor } = reason;
      const where = processor ?? t('reasons.this-gpu');
      return t('reasons.measured', { where, gain: format.decimal(gain, 2), rate: format.rate(imagesPerSecond) });
    }
    default:
      return t(`reasons.${reason.because}`);
  }
}
