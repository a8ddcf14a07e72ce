import { onBeforeUnmount, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { onStudioEvent } from '../../api/connection.ts';
import { useProject } from '../../stores/project.ts';

/**
 * What a dialog asks the network about the pictures of the project, anew whenever it opens, given up when it closes or is asked again.
 * @param reset before each question
 * @param taken with the answer, when it is there
 */
export function useAsked<Answer>(
  isOpen: Ref<boolean>,
  call: (dataset: string, signal: AbortSignal) => Promise<Answer>,
  { reset, taken }: { readonly reset: () => void; readonly taken?: (answer: Answer) => Promise<void> | void },
) {
  const project = useProject();
  const found = shallowRef<Answer | null>(null);
  const error = shallowRef<StudioCallError | null>(null);
  const progress = shallowRef<{ done: number; total: number } | null>(null);
  let asking: AbortController | null = null;

  onStudioEvent((event) => {
    if (event.type === 'suggesting' && event.dataset === project.id) progress.value = event;
  });

  async function ask(): Promise<void> {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    [found.value, error.value, progress.value] = [null, null, null];
    reset();
    try {
      const answer = await call(project.id!, own.signal);
      if (asking !== own) return;
      found.value = answer;
      await taken?.(answer);
    } catch (failure) {
      if (asking === own) error.value = shownError(failure);
    }
  }
  watch(isOpen, (open) => {
    if (open) void ask();
    else asking?.abort();
  });
  onBeforeUnmount(() => asking?.abort());

  return { found, error, progress, ask };
}
