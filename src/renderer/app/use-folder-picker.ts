import { computed, nextTick, ref, shallowRef, useTemplateRef, watch } from 'vue';
import type { FolderListing } from '../../shared/contract/system-calls.ts';
import { shownError } from '../api/call-error.ts';
import type { StudioCallError } from '../api/call-error.ts';
import { studio } from '../api/client.ts';
import { folderCrumbs } from './folder-crumbs.ts';
import { folderPicker } from '../composables/window-state.ts';

/** What the folder page shows and does; open while `folderPicker` holds something. */
export function useFolderPicker() {
  const listing = shallowRef<FolderListing | null>(null);
  const error = shallowRef<StudioCallError | null>(null);
  const typed = ref('');
  const isLoading = ref(false);
  const isChoosing = ref(false);
  const list = useTemplateRef<HTMLElement>('list');
  let newest = 0;

  const isOpen = computed({
    get: () => folderPicker.value !== null,
    set: (open) => {
      if (!open) folderPicker.value = null;
    },
  });
  const note = computed(() => folderPicker.value?.note ?? null);
  /** The highest folder that may be seen: the one that told no parent. */
  const top = ref<string | null>(null);
  const crumbs = computed(() => (listing.value ? folderCrumbs(listing.value.folder, top.value) : []));

  async function show(folder?: string): Promise<void> {
    newest += 1;
    const mine = newest;
    const typedBefore = typed.value;
    isLoading.value = true;
    const wasInList = list.value?.contains(document.activeElement) ?? false;
    try {
      const answer = await studio.system.listFolder({ folder: folder || undefined });
      if (mine !== newest) return;
      listing.value = answer;
      if (typed.value === typedBefore) typed.value = answer.folder;
      if (answer.parent === null) top.value = answer.folder;
      error.value = null;
      if (wasInList) await focusList();
    } catch (failure) {
      if (mine === newest) error.value = shownError(failure);
    } finally {
      if (mine === newest) isLoading.value = false;
    }
  }

  /** The folder that was chosen is gone from the list: the keyboard goes on at the first one of the new list. */
  async function focusList(): Promise<void> {
    await nextTick();
    (list.value?.querySelector('button') ?? list.value)?.focus();
  }

  async function choose(): Promise<void> {
    const open = folderPicker.value;
    if (!open || !listing.value) return;
    isChoosing.value = true;
    try {
      // What is typed counts, also where nobody pressed "Go" or its list has not come yet.
      await open.choose(typed.value.trim() || listing.value.folder);
      folderPicker.value = null;
    } catch (failure) {
      error.value = shownError(failure);
    } finally {
      isChoosing.value = false;
    }
  }

  /** Arrows walk through the folders, Alt+Up or Backspace goes up, Ctrl+Enter opens this folder. */
  function onKey(event: KeyboardEvent): void {
    const inList = list.value?.contains(event.target as Node) ?? false;
    const buttons = [...(list.value?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.altKey && event.key === 'ArrowUp') void show(listing.value?.parent ?? undefined);
    else if (inList && event.key === 'Backspace') void show(listing.value?.parent ?? undefined);
    else if (event.ctrlKey && event.key === 'Enter') void choose();
    else if (step && (inList || step > 0)) buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
    else return;
    event.preventDefault();
  }

  watch(folderPicker, (open) => {
    error.value = null;
    if (open) void show(listing.value?.folder);
  });

  return { isOpen, note, listing, typed, error, isLoading, isChoosing, crumbs, show, choose, onKey };
}
