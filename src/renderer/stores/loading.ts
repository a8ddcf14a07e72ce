import { ref, shallowRef } from 'vue';
import type { Ref } from 'vue';
import { shownError } from '../api/call-error.ts';
import type { StudioCallError } from '../api/call-error.ts';

export interface Loading {
  isLoading: Ref<boolean>;
  /** Of the newest try; null once one succeeded. */
  error: Ref<StudioCallError | null>;
  /** Asks again. Two calls at once ask once, and once more at the end, so that the newest state is what is shown. */
  load: () => Promise<void>;
}

/** A list that is asked for as a whole: `ask` fetches and stores it. Errors are kept for an ErrorCard, never thrown. */
export function useLoading(ask: () => Promise<void>): Loading {
  const isLoading = ref(false);
  const error = shallowRef<StudioCallError | null>(null);
  let current: Promise<void> | null = null;
  let isAskedAgain = false;

  async function askAll(): Promise<void> {
    do {
      isAskedAgain = false;
      try {
        await ask();
        error.value = null;
      } catch (failure) {
        error.value = shownError(failure);
      }
    } while (isAskedAgain);
  }

  function load(): Promise<void> {
    if (current) {
      isAskedAgain = true;
      return current;
    }
    isLoading.value = true;
    current = askAll().finally(() => {
      current = null;
      isLoading.value = false;
    });
    return current;
  }

  return { isLoading, error, load };
}
