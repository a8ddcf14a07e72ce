import { extendTo, selectNone, selectOnly, toggle } from './wall-selection.ts';
import type { Wall } from './wall-state.ts';

/** What is dragged from a wall onto a class; files from outside have other types. */
export const draggedPictures = 'application/x-graft-pictures';

/** Clicks on the wall: one listener for all pictures, found by their `data-at`. */
export function useWallMouse(wall: Wall) {
  function onClick(event: MouseEvent): void {
    const at = positionOf(event);
    if (at === null) wall.selection = selectNone(wall.selection);
    else if (event.shiftKey) wall.selection = extendTo(wall.selection, at, event.ctrlKey || event.metaKey);
    else if (event.ctrlKey || event.metaKey || isTick(event)) wall.selection = toggle(wall.selection, at);
    else wall.selection = selectOnly(wall.selection, at);
  }

  function onDoubleClick(event: MouseEvent): void {
    if (positionOf(event) !== null && !isTick(event)) wall.isLargeViewOpen = true;
  }

  /** What is chosen is dragged; a picture that is not chosen is chosen first. */
  function onDragStart(event: DragEvent): void {
    const at = positionOf(event);
    if (at === null || !event.dataTransfer) return;
    if (!wall.selection.mask[at]) wall.selection = selectOnly(wall.selection, at);
    event.dataTransfer.setData(draggedPictures, String(wall.selection.count));
    event.dataTransfer.effectAllowed = 'move';
  }

  return { onClick, onDoubleClick, onDragStart };
}

function positionOf(event: Event): number | null {
  const tile = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-at]') : null;
  return tile ? Number(tile.dataset.at) : null;
}

const isTick = (event: Event): boolean => event.target instanceof Element && event.target.closest('[data-tick]') !== null;
