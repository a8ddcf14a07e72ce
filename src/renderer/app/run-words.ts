import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { RunProgress } from '../../shared/contract/run-calls.ts';
import { useFormat } from '../composables/use-format.ts';
import { legName } from '../words/leg-name.ts';

/** What a run does now, in parts that are joined with dots: "Fine-tuning", "epoch 3 of at most 10", "about 4 min left", "82 pictures/s". */
export function useRunWords(progress: () => RunProgress | null): ComputedRef<string[]> {
  const { t } = useI18n();
  const format = useFormat();
  return computed(() => {
    const now = progress();
    if (!now) return [];
    const { legs, leg, epoch, epochs, mayStopEarly, imagesPerSecond, secondsLeft } = now;
    const isTraining = legs[leg]!.activity === 'training' && epoch !== null;
    const ofEpochs = { epoch: format.count(epoch), epochs: format.count(epochs) };
    return [
      t(legName(legs[leg]!)),
      ...(isTraining ? [t(mayStopEarly ? 'frame.run.epochAtMost' : 'frame.run.epoch', ofEpochs)] : []),
      ...(secondsLeft === null ? [] : [t('frame.run.left', { time: format.timeLeft(secondsLeft) })]),
      ...(imagesPerSecond === null ? [] : [t('frame.run.rate', { rate: format.rate(imagesPerSecond) })]),
    ];
  });
}
