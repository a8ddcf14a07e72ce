import { shallowRef } from 'vue';
import type { LayoutPlace, LayoutReading } from '../../shared/contract/dataset-calls.ts';
import type { LayoutKind } from '../../shared/layout.ts';
import { StudioCallError, toCallError } from '../api/call-error.ts';
import { studio } from '../api/client.ts';
import { folderPicker } from '../composables/window-state.ts';

/** A folder whose folders can be read in more than one way, and who waits to hear which is meant; null: nobody knows. */
export interface LayoutQuestion {
  readonly name: string;
  readonly readings: readonly LayoutReading[];
  readonly answer: (layout: LayoutKind | null) => void;
}

/** The question that is asked now; one at a time. */
export const layoutQuestion = shallowRef<LayoutQuestion | null>(null);

/** Asks how the folders are meant, with a picture of each reading. */
async function askLayout(place: LayoutPlace, name: string, signal?: AbortSignal): Promise<LayoutKind | null> {
  const readings = await studio.datasets.readings(place, { signal });
  layoutQuestion.value?.answer(null);
  // It has done its work, and the question stands alone.
  folderPicker.value = null;
  return new Promise((resolve) => {
    const answer = (layout: LayoutKind | null): void => {
      if (layoutQuestion.value === question) layoutQuestion.value = null;
      resolve(layout);
    };
    const question = { name, readings, answer };
    layoutQuestion.value = question;
    signal?.addEventListener('abort', () => answer(null), { once: true });
  });
}

/** Reads a folder, and where it is not clear how, asks and reads it so. Null where a person did not want to say. */
export async function withLayout<T>(
  place: LayoutPlace,
  name: string,
  read: (layout?: LayoutKind) => Promise<T>,
  signal?: AbortSignal,
): Promise<T | null> {
  try {
    return await read();
  } catch (failure) {
    const error = toCallError(failure);
    if (!(error instanceof StudioCallError) || error.field !== 'layout') throw error;
    const layout = await askLayout(place, name, signal);
    return layout === null ? null : read(layout);
  }
}
