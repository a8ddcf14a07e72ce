import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ImageAnswer } from '../../../shared/contract/evaluation-calls.ts';
import type { LabelChange } from '../../../shared/contract/image-calls.ts';
import type { RunDetails } from '../../../shared/contract/run-calls.ts';
import type { OwnConsistency } from '../../../shared/own-consistency.ts';
import type { TestLedger, TestLock } from '../../../shared/test-ledger.ts';
import type { RunVerdict } from '../../../shared/verdict.ts';
import { studio } from '../../api/client.ts';
import { useLoading } from '../../stores/loading.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { createLabelActs } from '../../wall/label-acts.ts';
import { createWallState } from '../../wall/wall-state.ts';
import { areAllExcluded, isWrong, withChange } from './answers.ts';
import { filtered } from './wall-filter.ts';
import type { WallFilter } from './wall-filter.ts';

/** A picture that the inspector is about: of the wall, or one that flipped between two runs. */
export type Subject = Pick<ImageAnswer, 'image' | 'file' | 'label' | 'predicted'> & Partial<ImageAnswer>;

function suspectImages(verdict: RunVerdict | null): number[] {
  const help = verdict?.helps.find(({ kind }) => kind === 'label-suspects');
  return help?.kind === 'label-suspects' ? help.pictures.flatMap(({ image }) => image ?? []) : [];
}

/** One run's answers, which of them the wall shows, and which are chosen. */
export const useEvaluation = defineStore('evaluation', () => {
  const project = useProject();
  const run = ref<number | null>(null);
  /** Of `run`; null until they came. */
  const details = shallowRef<RunDetails | null>(null);
  const answers = shallowRef<ImageAnswer[]>([]);
  const verdict = shallowRef<RunVerdict | null>(null);
  /** How often the test pictures that judge it were looked at; null where validation judges. */
  const testLedger = shallowRef<TestLedger | null>(null);
  /** What keeps its answers of test pictures from sight. */
  const testLock = shallowRef<TestLock | null>(null);
  /** How often a person says the same of these pictures again. */
  const ownConsistency = shallowRef<OwnConsistency | null>(null);
  /** Pictures whose label looked wrong when the run was opened: one that is seen to stays on the wall. */
  const suspects = shallowRef<readonly number[] | null>(null);
  /** Null: all that are wrong. */
  const filter = shallowRef<WallFilter | null>(null);
  /** Chosen on the Compare tab. */
  const flipped = shallowRef<Subject | null>(null);
  const isHeatShown = ref(true);

  const evaluation = computed(() => {
    const own = details.value?.evaluations.filter(({ folder }) => folder === null) ?? [];
    return own.findLast(({ split }) => split === 'test') ?? own.findLast(({ split }) => split === 'val') ?? null;
  });
  /** What this run's network is given of a picture. */
  const geometry = computed(() => details.value?.plan?.preprocessing ?? null);
  const acts = createLabelActs();
  /** An answer came that did not know of a change made meanwhile. */
  let isBehind = false;
  const { isLoading, error, load } = useLoading(async () => {
    const asked = run.value;
    if (asked === null) return;
    const isTrue = acts.asking();
    const [found, said, judged, ledger, lock, own] = await Promise.all([
      useRuns().details(asked),
      studio.evaluations.answers({ run: asked, filter: {} }),
      studio.evaluations.verdict({ run: asked }),
      studio.evaluations.testLedger({ run: asked }),
      studio.evaluations.testLock({ run: asked }),
      studio.evaluations.ownConsistency({ run: asked }),
    ]);
    if (run.value !== asked) return;
    details.value = found;
    verdict.value = judged;
    testLedger.value = ledger;
    testLock.value = lock;
    ownConsistency.value = own;
    suspects.value ??= suspectImages(judged);
    isBehind = !isTrue();
    if (!isBehind) answers.value = said;
  });

  const shown = computed(() => (filter.value ? filtered(answers.value, filter.value, suspects.value ?? []) : answers.value.filter(isWrong)));
  const ids = computed(() => Int32Array.from(shown.value, ({ image }) => image ?? -1));
  const state = createWallState(() => ids.value);
  const { selection, chosen } = state;
  const focused = computed(() => shown.value[selection.value.focus] ?? null);
  const areChosenExcluded = computed(() => selection.value.count > 0 && areAllExcluded(shown.value, chosen()));

  const isWaiting = (at: number): boolean => {
    const answer = shown.value[at];
    return answer !== undefined && answer.currentLabel === null && !answer.isExcluded;
  };

  function showRun(next: number | null): void {
    if (next === run.value) return;
    run.value = next;
    details.value = null;
    verdict.value = null;
    testLedger.value = null;
    testLock.value = null;
    ownConsistency.value = null;
    suspects.value = null;
    answers.value = [];
    void load();
  }

  /** Others, or all mistakes; nothing is chosen then. */
  function showOnly(next: WallFilter | null): void {
    state.chooseNothing();
    filter.value = next;
  }

  function focusWall(): void {
    if (selection.value.focus < 0 && ids.value.length > 0) state.goTo(0);
    else state.focusRequests.value += 1;
  }

  /** Shows the change at once and takes it back where the program refuses it. */
  async function changed(shownNow: ImageAnswer[], call: () => Promise<LabelChange>): Promise<LabelChange> {
    const before = answers.value;
    answers.value = shownNow;
    try {
      const change = await acts.inTurn(call);
      project.applyLabels(change);
      return change;
    } catch (failure) {
      if (answers.value === shownNow) answers.value = before;
      else void load();
      throw failure;
    } finally {
      if (isBehind) void load();
    }
  }

  function setLabel(label: string): Promise<LabelChange> {
    const images = chosen();
    const wish = { dataset: project.id!, images, label };
    return changed(withChange(answers.value, images, { currentLabel: label }), () => studio.labels.set(wish));
  }

  async function toggleExcluded(): Promise<LabelChange & { isExcluded: boolean }> {
    const images = chosen();
    const isExcluded = !areChosenExcluded.value;
    const wish = { dataset: project.id!, images, excluded: isExcluded };
    const call = () => studio.labels.exclude(wish);
    return { ...(await changed(withChange(answers.value, images, { isExcluded }), call)), isExcluded };
  }

  const undo = () => reloaded(() => studio.labels.undo({ dataset: project.id! }));
  const redo = () => reloaded(() => studio.labels.redo({ dataset: project.id! }));
  async function reloaded(call: () => Promise<LabelChange>): Promise<LabelChange> {
    const change = await acts.inTurn(call);
    project.applyLabels(change);
    await load();
    state.returnTo(change.picture);
    return change;
  }

  return {
    geometry,
    run,
    details,
    answers,
    verdict,
    testLedger,
    testLock,
    ownConsistency,
    filter,
    ...state,
    flipped,
    isHeatShown,
    evaluation,
    isLoading,
    error,
    shown,
    ids,
    focused,
    areChosenExcluded,
    isWaiting,
    load,
    showRun,
    showOnly,
    focusWall,
    setLabel,
    toggleExcluded,
    undo,
    redo,
  };
});
