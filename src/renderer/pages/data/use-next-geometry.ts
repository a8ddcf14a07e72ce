import { computed, shallowRef, watch } from 'vue';
import { useNetworkView } from '../../stores/network-view.ts';
import { usePlan } from '../../stores/plan.ts';

/** What the next training would give its network of a picture. Planning takes a moment: it begins when somebody wants to see it. */
export function useNextGeometry() {
  const view = useNetworkView();
  const plan = shallowRef<ReturnType<typeof usePlan> | null>(null);
  watch(
    () => view.isOn,
    (isOn) => {
      if (isOn) plan.value = usePlan();
    },
    { immediate: true },
  );
  return computed(() => plan.value?.plan?.plan.preprocessing ?? null);
}
