import { useEventListener } from '@vueuse/core';
import { onScopeDispose, ref } from 'vue';
import type { Ref } from 'vue';

/** Faster than this many heights of the wall a second, pictures would be gone before they came. */
const fastHeightsPerSecond = 6;
const calmAfterMs = 120;

/** False while the wall rushes by, so that thousands of pictures are not asked for on the way. */
export function useCalmScrolling(element: Readonly<Ref<HTMLElement | null>>): { isCalm: Ref<boolean> } {
  const isCalm = ref(true);
  let top = 0;
  let at = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  useEventListener(
    element,
    'scroll',
    (event) => {
      const { scrollTop, clientHeight } = event.currentTarget as HTMLElement;
      const seconds = (event.timeStamp - at) / 1000;
      const isFast = seconds > 0 && seconds < 1 && Math.abs(scrollTop - top) / seconds > fastHeightsPerSecond * clientHeight;
      top = scrollTop;
      at = event.timeStamp;
      if (!isFast) return;
      isCalm.value = false;
      clearTimeout(timer);
      timer = setTimeout(() => (isCalm.value = true), calmAfterMs);
    },
    // Before the wall's own listener changes the page: what is read here then costs no layout.
    { passive: true, capture: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  return { isCalm };
}
