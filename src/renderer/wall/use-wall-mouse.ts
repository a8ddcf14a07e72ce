import { extendTo, selectNone, selectOnly, toggle } from './wall-selection.ts';
import type { Wall } from './wall-state.ts';

/** What is dragged from a wall onto a class; files from outside have other types. */
export const draggedPictures = 'application/x-graft-pictures';

/** The corner of a picture in which a click ticks it, px: where the tick is drawn, and a little around it. */
const tickPx = 32;

/** Clicks on the wall: one listener for all pictures, found by their `data-at`. */
export function useWallMouse(wall: Wall) {
  function onClick(event: MouseEvent): void {
    const tile = tileOf(event);
    if (!tile) {
      wall.selection = selectNone(wall.selection);
      return;
    }
    const at = Number(tile.dataset.at);
    if (event.shiftKey) wall.selection = extendTo(wall.selection, at, event.ctrlKey || event.metaKey);
    else if (event.ctrlKey || event.metaKey || isTick(event, tile)) wall.selection = toggle(wall.selection, at);
    // The second click of two means the picture of the first: the first may have made the inspector come, and the wall narrower.
    else if (event.detail < 2) wall.selection = selectOnly(wall.selection, at);
  }

  function onDoubleClick(event: MouseEvent): void {
    const tile = tileOf(event);
    if (tile && !isTick(event, tile) && wall.selection.focus >= 0) wall.isLargeViewOpen = true;
  }

  /** What is chosen is dragged; a picture that is not chosen is chosen first. */
  function onDragStart(event: DragEvent): void {
    const tile = tileOf(event);
    if (!tile || !event.dataTransfer || event.defaultPrevented) return;
    const at = Number(tile.dataset.at);
    if (!wall.selection.mask[at]) wall.selection = selectOnly(wall.selection, at);
    event.dataTransfer.setData(draggedPictures, String(wall.selection.count));
    event.dataTransfer.effectAllowed = 'move';
  }

  return { onClick, onDoubleClick, onDragStart };
}

const tileOf = (event: Event): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('[data-at]') : null;

function isTick({ clientX, clientY }: MouseEvent, tile: HTMLElement): boolean {
  const { right, top } = tile.getBoundingClientRect();
  return clientX > right - tickPx && clientX <= right && clientY >= top && clientY < top + tickPx;
}
