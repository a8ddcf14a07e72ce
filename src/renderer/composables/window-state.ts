import { ref, shallowRef } from 'vue';

/** Which of the window's own panels is open. Pages call these to open one. */
export const isPaletteOpen = ref(false);
export const areShortcutsOpen = ref(false);
/** What the folder page is asked for; it stays open, and says why, where `choose` throws. */
export interface FolderWish {
  /** Why it opened, where a person did not ask for it. */
  note: string | null;
  /** What it is for, and its button; opening a project where left out. */
  title?: string;
  action?: string;
  choose: (folder: string) => unknown;
}
/** The folder page. */
export const folderPicker = shallowRef<FolderWish | null>(null);
/** Whether the dialog for the shares of training, validation and test is open, on the Data page. */
export const isSplitOpen = ref(false);
/** How many inspectors the page shows; the column is there only while there is one. */
export const inspectorCount = ref(0);

/** Where dropped things go; the page that is open may take pictures. Newest first. */
export interface DropTaker {
  /** What is said over the window while something is held over it. */
  hint: string;
  pictures: (files: File[]) => unknown;
}
export const dropTakers = shallowRef<DropTaker[]>([]);
