import { watchDebounced } from '@vueuse/core';
import { shallowRef } from 'vue';
import type { ImageDetails } from '../../../shared/contract/image-calls.ts';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { studio } from '../../api/client.ts';
import { useProject } from '../../stores/project.ts';
import { useWall } from './wall-store.ts';

/** Details of the picture in focus; asked for once the focus rests, and again when labels change. */
export function usePictureDetails() {
  const wall = useWall();
  const project = useProject();
  const details = shallowRef<ImageDetails | null>(null);
  const error = shallowRef<StudioCallError | null>(null);

  watchDebounced(
    () => [wall.focusId, project.revision, wall.index] as const,
    async ([image]) => {
      if (image === null || !project.id) {
        details.value = null;
        return;
      }
      try {
        const [answer] = await studio.images.details({ dataset: project.id, images: [image] });
        if (wall.focusId === image) details.value = answer ?? null;
        error.value = null;
      } catch (failure) {
        if (wall.focusId === image) error.value = shownError(failure);
      }
    },
    { debounce: 60, immediate: true },
  );

  return { details, error };
}
