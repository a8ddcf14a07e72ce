import { useEventListener } from '@vueuse/core';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { Ref } from 'vue';
import { bandBetween, chooseUnder, picturesUnder } from './wall-band.ts';
import type { WallSizes } from './wall-band.ts';
import type { WallLayout } from './wall-grid.ts';
import type { Wall } from './wall-state.ts';

/** Less than this is a click. */
const leastPx = 4;
/** This near an edge, or beyond it, the wall scrolls, the faster the farther. */
const edgePx = 28;

interface Place {
  x: number;
  y: number;
}
interface Drawing {
  from: Place;
  to: Place;
  keep: boolean;
  /** Where the pointer is in the window. */
  client: Place;
}

/**
 * A rubber band: drawn from where no picture is, or with Alt, or with Shift (which adds to what is chosen) from anywhere. What it would
 * choose is `preview`; it is chosen when the button is let go, so that nothing beside the wall comes or goes meanwhile. Escape leaves all as it was.
 */
export function useWallBand(wall: Wall, scroller: Readonly<Ref<HTMLElement | null>>, shape: () => WallSizes & { layout: WallLayout; heightPx: number }) {
  const drawing = shallowRef<Drawing | null>(null);
  /** A button is down, and nothing is drawn yet. */
  let begun: Drawing | null = null;
  /** By Escape, while the button is still down. */
  let isGivenUp = false;
  let frame = 0;

  const band = computed(() => (drawing.value ? bandBetween(drawing.value.from, drawing.value.to) : null));
  const preview = computed(() => {
    const { layout, ...sizes } = shape();
    return band.value ? chooseUnder(wall.selection, picturesUnder(layout, band.value, sizes), drawing.value!.keep) : null;
  });

  function placeOf({ x, y }: Place): Place {
    const element = scroller.value!;
    const { left, top } = element.getBoundingClientRect();
    // Never beyond the last row, which would make the wall longer.
    const most = Math.max(shape().heightPx, element.clientHeight);
    return { x: Math.min(Math.max(x - left, 0), element.clientWidth), y: Math.min(Math.max(y - top + element.scrollTop, 0), most) };
  }

  function onPointerDown(event: PointerEvent): void {
    const element = scroller.value;
    if (!element || event.button !== 0 || event.pointerType === 'touch' || event.ctrlKey || event.metaKey) return;
    const isOnPicture = event.target instanceof Element && event.target.closest('[data-at]') !== null;
    const isOnScrollBar = event.clientX - element.getBoundingClientRect().left >= element.clientWidth;
    if (isOnScrollBar || (isOnPicture && !event.shiftKey && !event.altKey)) return;
    const client = { x: event.clientX, y: event.clientY };
    begun = { from: placeOf(client), to: placeOf(client), keep: event.shiftKey, client };
  }

  useEventListener(window, 'pointermove', (event) => {
    const current = drawing.value ?? begun;
    if (!current || !scroller.value) return;
    if (event.buttons === 0) return stop();
    const client = { x: event.clientX, y: event.clientY };
    const to = placeOf(client);
    if (!drawing.value && Math.hypot(to.x - current.from.x, to.y - current.from.y) < leastPx) return;
    drawing.value = { ...current, client, to };
    frame ||= requestAnimationFrame(scrollOn);
  });

  /** The end of the band stays under the pointer while the wall moves. */
  function scrollOn(): void {
    frame = 0;
    const [current, element] = [drawing.value, scroller.value];
    if (!current || !element) return;
    const { top, bottom } = element.getBoundingClientRect();
    const above = Math.max(0, top + edgePx - current.client.y);
    const below = Math.max(0, current.client.y - bottom + edgePx);
    if (above === 0 && below === 0) return;
    element.scrollTop += (below - above) / 2;
    drawing.value = { ...current, to: placeOf(current.client) };
    frame = requestAnimationFrame(scrollOn);
  }

  function stop(): void {
    [begun, drawing.value] = [null, null];
    cancelAnimationFrame(frame);
    frame = 0;
  }

  useEventListener(window, 'pointerup', () => {
    const wasDrawn = drawing.value !== null || isGivenUp;
    if (preview.value) {
      wall.selection = preview.value;
      scroller.value?.focus({ preventScroll: true });
    }
    stop();
    isGivenUp = false;
    if (!wasDrawn) return;
    // The click that follows is none.
    addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', swallow, { capture: true }));
  });
  useEventListener(window, 'pointercancel', stop);
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !drawing.value) return;
      stop();
      isGivenUp = true;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
  /** What is drawn over is not dragged. */
  function onDragStart(event: DragEvent): void {
    if (begun) event.preventDefault();
  }
  onScopeDispose(stop);

  return { band, preview, onPointerDown, onDragStart };
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}
