import { computed, ref, shallowRef, watch } from 'vue';
import type { LabelledWall } from './use-wall-labelling.ts';
import { carryOver, nothingSelected, selectedIds, selectOnly } from './wall-selection.ts';
import type { WallSelection } from './wall-selection.ts';

/** What a store gives to the wall that shows it: `createWallState` and how its pictures are labelled. */
export interface Wall extends LabelledWall {
  /** Of the pictures shown, in their order; -1 for one that the data set no longer has. */
  readonly ids: Int32Array;
  selection: WallSelection;
  /** Whether all that is chosen is left out of training already. */
  readonly areChosenExcluded: boolean;
  isLargeViewOpen: boolean;
  /** The list of classes that the chosen pictures can be moved to. */
  isPickerOpen: boolean;
  /** Grows when the wall should show the picture in focus and, unless a large view has it, take the keyboard's focus. */
  focusRequests: number;
}

/** What is chosen on a wall and which of its panels are open. What is chosen stays chosen while its pictures are shown. */
export function createWallState(ids: () => Int32Array) {
  const selection = shallowRef(nothingSelected(ids().length));
  const isLargeViewOpen = ref(false);
  const isPickerOpen = ref(false);
  const focusRequests = ref(0);
  const focusId = computed(() => ids()[selection.value.focus] ?? null);

  watch(ids, (after, before) => (selection.value = carryOver(selection.value, before, after)), { flush: 'sync' });

  const chosen = (): number[] => selectedIds(selection.value, ids());

  function chooseNothing(): void {
    selection.value = nothingSelected(ids().length);
  }

  /** The keyboard's focus goes to the picture at `at`, the only one chosen then. */
  function goTo(at: number): void {
    selection.value = selectOnly(selection.value, at);
    focusRequests.value += 1;
  }

  /** The same for the picture `id`, where it is shown; what is chosen together with it stays so. */
  function returnTo(id: number | null): boolean {
    const at = id === null ? -1 : ids().indexOf(id);
    if (at < 0) return false;
    if (selection.value.count > 1 && selection.value.mask[at]) focusRequests.value += 1;
    else goTo(at);
    return true;
  }

  return { selection, isLargeViewOpen, isPickerOpen, focusRequests, focusId, chosen, chooseNothing, goTo, returnTo };
}
