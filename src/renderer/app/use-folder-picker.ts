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
  /** The one folder of the list that Tab stops at; -1: the list itself, which stands for the folder that is shown. */
  const at = ref(-1);
  let newest = 0;
  /** What Enter in the field went to last: a second Enter opens it. */
  let wentTo: string | null = null;
  let begun = '';
  let begunMs = 0;

  const isOpen = computed({
    get: () => folderPicker.value !== null,
    set: (open) => {
      if (!open) folderPicker.value = null;
    },
  });
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
      at.value = -1;
      if (typed.value === typedBefore) typed.value = answer.folder;
      if (answer.parent === null) top.value = answer.folder;
      error.value = null;
      // What was chosen is gone from the list: the keyboard is on the folder it went into, where Enter opens it.
      if (wasInList) await focusAt(-1);
    } catch (failure) {
      if (mine === newest) error.value = shownError(failure);
    } finally {
      if (mine === newest) isLoading.value = false;
    }
  }

  const goUp = (): Promise<void> => show(listing.value?.parent ?? undefined);

  /** Enter in the field: goes there, and when it is there opens it. */
  async function enter(): Promise<void> {
    const wanted = typed.value.trim();
    if (wentTo !== null && wentTo === wanted) return choose();
    wentTo = wanted;
    await show(wanted);
    wentTo = error.value ? null : typed.value.trim();
  }

  async function focusAt(next: number): Promise<void> {
    at.value = Math.max(-1, Math.min((listing.value?.folders.length ?? 0) - 1, next));
    await nextTick();
    (list.value?.querySelectorAll('button')[at.value] ?? list.value)?.focus();
  }

  async function choose(folder = typed.value.trim() || listing.value?.folder): Promise<void> {
    const open = folderPicker.value;
    if (!open || !folder || isChoosing.value) return;
    isChoosing.value = true;
    try {
      // What is typed counts, also where nobody went there or its list has not come yet.
      await open.choose(folder);
      folderPicker.value = null;
    } catch (failure) {
      error.value = shownError(failure);
      wentTo = null;
    } finally {
      isChoosing.value = false;
    }
  }

  /** The next folder that begins with what is typed within a second; one letter again goes on to the next. */
  function findName(letter: string): void {
    const now = performance.now();
    const isAgain = now - begunMs < 1000 && begun === plain(letter);
    begun = now - begunMs < 1000 && !isAgain ? begun + plain(letter) : plain(letter);
    begunMs = now;
    const names = listing.value?.folders.map(({ name }) => plain(name)) ?? [];
    const from = begun.length > 1 ? Math.max(0, at.value) : at.value + 1;
    const found = [...names.keys()].map((index) => (from + index) % names.length).find((index) => names[index]!.startsWith(begun));
    if (found !== undefined) void focusAt(found);
  }

  /** Arrows and letters walk through the folders, Alt+Up or Backspace goes up, Ctrl+Enter opens this folder, as Enter on the list does. */
  function onKey(event: KeyboardEvent): void {
    const inList = list.value?.contains(event.target as Node) ?? false;
    const last = (listing.value?.folders.length ?? 0) - 1;
    const places: Record<string, number> = { ArrowDown: inList ? at.value + 1 : Math.max(0, at.value), ArrowUp: at.value - 1, Home: 0, End: last };
    const place = places[event.key];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.altKey && event.key === 'ArrowUp') void goUp();
    else if (inList && event.key === 'Backspace') void goUp();
    else if (event.ctrlKey && event.key === 'Enter') void choose();
    else if (event.target === list.value && event.key === 'Enter') void choose(listing.value?.folder);
    else if (place !== undefined && isPlain && (inList || event.key === 'ArrowDown')) void focusAt(place);
    else if (inList && isPlain && event.key.length === 1 && event.key !== ' ') findName(event.key);
    else return;
    event.preventDefault();
  }

  watch(folderPicker, (open) => {
    error.value = null;
    wentTo = null;
    if (open) void show(listing.value?.folder);
  });

  return { isOpen, asked: folderPicker, listing, typed, error, isChoosing, crumbs, at, show, enter, goUp, choose, onKey };
}

/** As names are compared while one types: without case and accents. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
