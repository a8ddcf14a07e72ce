import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { RunProgress, RunRow } from '../../../shared/contract/run-calls.ts';
import { useFormat } from '../../composables/use-format.ts';

/** What a run does now, as a person would say it. */
export function useRunSentence(row: () => RunRow, progress: () => RunProgress | null): ComputedRef<string> {
  const { t } = useI18n();
  const format = useFormat();
  return computed(() => {
    const { state, startedAtMs, finishedAtMs, seconds } = row();
    const now = progress();
    if (state !== 'running') {
      const time = format.duration(seconds ?? (startedAtMs && finishedAtMs ? (finishedAtMs - startedAtMs) / 1000 : null));
      return t(`train.states.${state}`, { time });
    }
    if (!now) return t('train.states.starting');
    const { activity, done, total, epoch, epochs, secondsLeft, secondsLeftOf } = now;
    const counted = { done: format.count(done), total: format.count(total) };
    const doing =
      activity === 'training' && epoch !== null
        ? t('train.now.training', { epoch: format.count(epoch), epochs: format.count(epochs) })
        : t(`train.now.${activity === 'training' ? 'starting' : activity}`, counted, total);
    if (secondsLeft === null) return doing;
    const left = t(secondsLeftOf === 'phase' ? 'train.now.leftOfPhase' : 'train.now.left', { time: format.timeLeft(secondsLeft) });
    return `${doing} · ${left}`;
  });
}
