import { computed } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { RunProgress, RunRow } from '../../../shared/contract/run-calls.ts';
import { useFormat } from '../../composables/use-format.ts';
import { legName } from '../../words/leg-name.ts';

/** What a run does now, as a person would say it. */
export function useRunSentence(row: () => RunRow, progress: () => RunProgress | null): ComputedRef<string> {
  const { t } = useI18n();
  const format = useFormat();

  function doing({ legs, leg, done, total, epoch, epochs, mayStopEarly }: RunProgress): string {
    const here = legs[leg]!.activity;
    if (here !== 'training') return t(`train.now.${here}`, { done: format.count(done), total: format.count(total) }, total);
    // Before its first step, and where a head is solved at once, no epoch is counted.
    if (epoch === null) return t(legName(legs[leg]!));
    return t(mayStopEarly ? 'train.now.trainingAtMost' : 'train.now.training', { epoch: format.count(epoch), epochs: format.count(epochs) });
  }

  return computed(() => {
    const { state, startedAtMs, finishedAtMs, seconds } = row();
    const now = progress();
    if (state !== 'running') {
      const time = format.duration(seconds ?? (startedAtMs && finishedAtMs ? (finishedAtMs - startedAtMs) / 1000 : null));
      return t(`train.states.${state}`, { time });
    }
    if (!now) return t('train.states.starting');
    const { secondsLeft } = now;
    return secondsLeft === null ? doing(now) : `${doing(now)} · ${t('train.now.left', { time: format.timeLeft(secondsLeft) })}`;
  });
}

/** The same for a screen reader, which would read on and on: the part that goes on, and of training its epoch. */
export function useRunHeard(row: () => RunRow, progress: () => RunProgress | null, sentence: Readonly<Ref<string>>): ComputedRef<string> {
  const { t } = useI18n();
  const format = useFormat();
  return computed(() => {
    const now = progress();
    if (row().state !== 'running' || !now) return sentence.value;
    const { legs, leg, epoch, epochs, mayStopEarly } = now;
    const part = t(legName(legs[leg]!));
    if (legs[leg]!.activity !== 'training' || epoch === null) return part;
    return `${part}: ${t(mayStopEarly ? 'train.now.trainingAtMost' : 'train.now.training', { epoch: format.count(epoch), epochs: format.count(epochs) })}`;
  });
}
