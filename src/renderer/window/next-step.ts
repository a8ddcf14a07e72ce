import { computed, onScopeDispose, shallowRef } from 'vue';

/** What the foot of the stage says on every page: where one stands, and the one thing to do next. */
export interface NextStep {
  /** One sentence. */
  state: string;
  /** `label` says what it does with what; while `run` is under way the button waits, and what it throws is told in a toast. */
  action: { label: string; run: () => unknown } | null;
}

const sources = shallowRef<(() => NextStep | null)[]>([]);

/** Of the page that is shown, of its inmost component that has one; null while nothing is known. */
export const nextStep = computed(() => {
  for (const source of sources.value.toReversed()) {
    const step = source();
    if (step) return step;
  }
  return null;
});

/** Says the next step for as long as the calling component lives. The function is followed when what it reads changes. */
export function useNextStep(source: () => NextStep | null): void {
  sources.value = [...sources.value, source];
  onScopeDispose(() => {
    sources.value = sources.value.filter((other) => other !== source);
  });
}

/** A step as a pure function of facts gives it: words, and which of the page's deeds the button does. */
export interface Step<Deed extends string> {
  state: string;
  action: { label: string; deed: Deed } | null;
}

export function withDeeds<Deed extends string>(step: Step<Deed>, deeds: Record<Deed, () => unknown>): NextStep {
  const { state, action } = step;
  return { state, action: action && { label: action.label, run: deeds[action.deed] } };
}
