import { computed, ref, shallowRef } from 'vue';
import { chooseFolder, openFolder, openSample } from '../../window/open-project.ts';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { useSystem } from '../../stores/system.ts';

/** Opening a folder from the start page: how far the reading is, and why it failed, shown there. */
export function useOpening() {
  const system = useSystem();
  /** What is being opened, as a person knows it; null while nothing is. */
  const name = ref<string | null>(null);
  const failedName = ref('');
  const error = shallowRef<StudioCallError | null>(null);
  const scan = computed(() => (name.value === null ? null : ([...system.scans.values()].at(-1) ?? null)));
  let stop: AbortController | null = null;

  async function opening(shown: string, open: (signal: AbortSignal) => Promise<void>): Promise<void> {
    stop?.abort();
    const mine = new AbortController();
    stop = mine;
    name.value = shown;
    error.value = null;
    try {
      await open(mine.signal);
    } catch (failure) {
      if (mine.signal.aborted) return;
      failedName.value = shown;
      error.value = shownError(failure);
    } finally {
      if (stop === mine) name.value = null;
    }
  }

  /** The folder page closes at once; this page shows the progress. */
  const askForFolder = () =>
    chooseFolder(null, async (folder) => {
      void opening(folder, (signal) => openFolder(folder, signal));
    });
  const trySample = (shown: string) => opening(shown, openSample);
  const cancel = () => stop?.abort();

  return { name, failedName, error, scan, askForFolder, trySample, cancel };
}
