import { ref, shallowRef } from 'vue';
import { shownError } from '../api/call-error.ts';
import type { StudioCallError } from '../api/call-error.ts';

/** Work that a person began: whether it goes on, and what became of the last of it. */
export function useAttempt() {
  const error = shallowRef<StudioCallError | null>(null);
  const isBusy = ref(false);
  async function attempt(work: () => Promise<void>): Promise<void> {
    isBusy.value = true;
    error.value = null;
    try {
      await work();
    } catch (failure) {
      error.value = shownError(failure);
    } finally {
      isBusy.value = false;
    }
  }
  return { error, isBusy, attempt };
}
