import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { RunProgress } from '../../shared/contract/run-calls.ts';
import { useFormat } from '../composables/use-format.ts';

/** What a run does now, in parts that are joined with dots: "epoch 3 of 10", "82 images/s", "about 4 min left". */
export function useRunWords(progress: () => RunProgress | null): ComputedRef<string[]> {
  const { t } = useI18n();
  const format = useFormat();
  return computed(() => {
    const now = progress();
    if (!now) return [];
    const { epoch, epochs, imagesPerSecond, secondsLeft, activity, done, total } = now;
    const counted = total > 0 ? ` ${format.count(done)}/${format.count(total)}` : '';
    return [
      ...(epoch === null || activity !== 'training'
        ? [t(`frame.activity.${activity}`) + (activity === 'training' ? '' : counted)]
        : []),
      ...(epoch === null ? [] : [t('frame.run.epoch', { epoch: format.count(epoch), epochs: format.count(epochs) })]),
      ...(imagesPerSecond === null ? [] : [t('frame.run.rate', { rate: format.rate(imagesPerSecond) })]),
      ...(secondsLeft === null ? [] : [t('frame.run.left', { time: format.timeLeft(secondsLeft) })]),
    ];
  });
}
