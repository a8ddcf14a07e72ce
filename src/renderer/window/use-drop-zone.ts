import { useEventListener } from '@vueuse/core';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { electronDoor } from '../api/door.ts';
import { useToasts } from '../stores/toasts.ts';
import { droppedItems, droppedManifest, sortDropped } from './dropped.ts';
import type { Dropped } from './dropped.ts';
import { askForFolder, openFolder, telling } from './open-project.ts';
import { takeSettings } from './take-settings.ts';
import { router } from './router.ts';
import { dropTakers } from '../composables/window-state.ts';
import type { DropTaker } from '../composables/window-state.ts';

/** A model file that was dropped and waits for the Model library to ask what it is. */
export const droppedModel = shallowRef<File | null>(null);

/** The page takes dropped pictures for as long as it is there. */
export function takeDroppedPictures(taker: DropTaker): void {
  dropTakers.value = [taker, ...dropTakers.value];
  onScopeDispose(() => {
    dropTakers.value = dropTakers.value.filter((other) => other !== taker);
  });
}

/** Only who drops an archive needs to read one. */
const packedManifest = async (archive: File): Promise<File | null> => (await import('./manifest-in-zip.ts')).manifestInZip(archive);

/** Called once, by the frame. */
export function useDropZone() {
  const { t } = useI18n();
  const toasts = useToasts();
  const isOver = ref(false);
  const hint = computed(() => dropTakers.value[0]?.hint ?? t('frame.drop.text'));
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

  async function take({ folders, pictures, models, papers, archives }: Dropped, manifest: Promise<File | null>): Promise<void> {
    const folder = folders[0];
    const taker = dropTakers.value[0];
    const paper = (folder && (await manifest)) ?? papers[0] ?? (archives[0] && (await packedManifest(archives[0])));
    if (paper) await takeSettings(paper, t);
    else if (folder) {
      const path = electronDoor?.pathForFile(folder);
      await (path ? openFolder(path) : askForFolder(t('frame.drop.noPath')));
    } else if (models[0]) {
      droppedModel.value = models[0];
      await router.push({ name: 'models', query: { import: '1' } });
    } else if (pictures.length > 0 && taker) await taker.pictures(pictures);
    else toasts.show(pictures.length > 0 ? t('frame.drop.pictures') : t('frame.drop.nothing'));
  }

  useEventListener(window, 'dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    isOver.value = true;
  });
  useEventListener(window, 'dragleave', (event) => {
    if (event.relatedTarget === null) isOver.value = false;
  });
  useEventListener(window, 'drop', (event) => {
    isOver.value = false;
    if (!hasFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    const dropped = sortDropped(droppedItems(event.dataTransfer));
    // A browser forgets what was dropped once this is over.
    const manifest = droppedManifest(event.dataTransfer);
    void telling(() => take(dropped, manifest));
  });

  return { isOver, hint };
}
