import { computed, onScopeDispose, shallowRef } from 'vue';
import { onStudioEvent } from '../api/connection.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import { useAttempt } from './use-attempt.ts';

/** How far something is: `total` is 0 until it is known. */
interface Progress {
  readonly done: number;
  readonly total: number;
}

/**
 * Work that a person began, waits for and can stop: who stops it, or leaves the page, is told of no failure.
 * @param progressOf how far this work is, by an event about it; null of any other event
 */
export function useStoppable(progressOf: (event: StudioEvent) => Progress | null) {
  const { error, isBusy, attempt } = useAttempt();
  const progress = shallowRef<Progress | null>(null);
  const fraction = computed(() => (progress.value && progress.value.total > 0 ? progress.value.done / progress.value.total : null));
  let stopping = new AbortController();

  onStudioEvent((event) => {
    if (isBusy.value) progress.value = progressOf(event) ?? progress.value;
  });
  const begin = (work: (signal: AbortSignal) => Promise<void>): Promise<void> =>
    attempt(async () => {
      const { signal } = stopping;
      progress.value = null;
      try {
        await work(signal);
      } catch (failure) {
        if (!signal.aborted) throw failure;
      }
    });
  function stop(): void {
    stopping.abort();
    stopping = new AbortController();
  }
  onScopeDispose(stop);

  return { error, isBusy, progress, fraction, begin, stop };
}
