import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ImageFilter, LabelChange } from '../../../shared/contract/image-calls.ts';
import { studio } from '../../api/client.ts';
import { useLoading } from '../../stores/loading.ts';
import { useProject } from '../../stores/project.ts';
import { createLabelActs } from '../../wall/label-acts.ts';
import { nextUnchosen, selectOnly } from '../../wall/wall-selection.ts';
import { createWallState } from '../../wall/wall-state.ts';
import { emptyIndex, groupedByClass, isAllExcluded, isWaiting, onlyOfClass, toWallIndex, withExcluded, withLabel } from './wall-index.ts';
import type { WallIndex } from './wall-index.ts';

/** The wall of the open project: which pictures it shows and which of them are chosen. */
export const useWall = defineStore('wall', () => {
  const project = useProject();
  const filter = shallowRef<ImageFilter>({});
  const index = shallowRef(emptyIndex);
  const ids = computed(() => index.value.ids);
  const state = createWallState(() => ids.value);
  const { selection, chosen } = state;
  /** As the wall shows them: class after class unless only one of them is shown. */
  const arranged = (answer: WallIndex) => (filter.value.className === undefined ? groupedByClass(answer) : answer);
  /** Whether `index` answers `filter`. */
  const isCurrent = ref(false);
  /** A picture to show as soon as the list holds it. */
  const wanted = ref<number | null>(null);
  let shownDataset: string | null = null;
  const acts = createLabelActs();

  const { isLoading, error, load } = useLoading(async () => {
    const dataset = project.id;
    const asked = filter.value;
    if (!dataset) return;
    const isTrue = acts.asking();
    const answer = toWallIndex(await studio.images.index({ dataset, filter: asked }));
    // What was labelled meanwhile is shown already, and asks again at its end.
    if (project.id !== dataset || filter.value !== asked || !isTrue()) return;
    if (!isCurrent.value) state.chooseNothing();
    index.value = arranged(answer);
    isCurrent.value = true;
    state.returnTo(wanted.value);
    wanted.value = null;
  });

  /** Shows other pictures; nothing is chosen then. */
  function show(dataset: string, next: ImageFilter): void {
    if (dataset !== shownDataset) index.value = emptyIndex;
    shownDataset = dataset;
    filter.value = next;
    isCurrent.value = false;
    void load();
  }

  const areChosenExcluded = computed(() => isAllExcluded(index.value, selection.value.mask));

  /** Moves the pictures chosen to a class, new or known. */
  async function setLabel(label: string): Promise<LabelChange> {
    const { mask } = selection.value;
    const wish = { dataset: project.id!, images: chosen(), label };
    const labelled = withLabel(index.value, mask, label);
    const next = labelled.ids[nextUnchosen(selection.value)];
    const { className } = filter.value;
    index.value = className === undefined ? groupedByClass(labelled) : onlyOfClass(labelled, className);
    // What went to its class is not followed there: the one after it is next.
    if (index.value !== labelled && next !== undefined) selection.value = selectOnly(selection.value, index.value.ids.indexOf(next));
    return answered(() => studio.labels.set(wish));
  }

  /** Leaves the pictures chosen out of training, or takes them back in where all of them are out. */
  async function toggleExcluded(): Promise<LabelChange & { isExcluded: boolean }> {
    const { mask } = selection.value;
    const isExcluded = !areChosenExcluded.value;
    const wish = { dataset: project.id!, images: chosen(), excluded: isExcluded };
    index.value = withExcluded(index.value, mask, isExcluded);
    return { ...(await answered(() => studio.labels.exclude(wish))), isExcluded };
  }

  /** What was said last is taken back or said again, and its picture is where one is then. */
  async function reversed(call: () => Promise<LabelChange>): Promise<LabelChange> {
    return answered(async () => {
      const change = await call();
      wanted.value = change.picture;
      return change;
    });
  }
  const undo = () => reversed(() => studio.labels.undo({ dataset: project.id! }));
  const redo = () => reversed(() => studio.labels.redo({ dataset: project.id! }));

  /** What was shown before the answer is shown again as it is, where the call failed too. */
  async function answered(call: () => Promise<LabelChange>): Promise<LabelChange> {
    try {
      const change = await acts.inTurn(call);
      project.applyLabels(change);
      return change;
    } finally {
      void load();
    }
  }

  return {
    filter,
    index,
    ids,
    ...state,
    areChosenExcluded,
    isCurrent,
    wanted,
    isLoading,
    error,
    load,
    show,
    goTo: state.returnTo,
    isWaiting: (at: number) => isWaiting(index.value, at),
    setLabel,
    toggleExcluded,
    undo,
    redo,
  };
});
