import { ref, shallowRef } from 'vue';

/** Which of the window's own panels is open. Pages call these to open one. */
export const isPaletteOpen = ref(false);
export const areShortcutsOpen = ref(false);
/** The folder page; `note` says why it opened where a person did not ask for it. */
export const folderPicker = shallowRef<{ note: string | null; choose: (folder: string) => unknown } | null>(null);
/** How many inspectors the page shows; the column is there only while there is one. */
export const inspectorCount = ref(0);

/** Where dropped things go; the page that is open may take pictures. Newest first. */
export interface DropTaker {
  /** What is said over the window while something is held over it. */
  hint: string;
  pictures: (files: File[]) => unknown;
}
export const dropTakers = shallowRef<DropTaker[]>([]);
