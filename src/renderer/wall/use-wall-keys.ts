import { useWallLabelling } from './use-wall-labelling.ts';
import { focusAfter } from './wall-grid.ts';
import type { WallLayout } from './wall-grid.ts';
import { extendTo, focusOnly, selectOnly, toggle } from './wall-selection.ts';
import type { Wall } from './wall-state.ts';

export interface WallShape {
  layout: WallLayout;
  /** Whole rows that are seen at once. */
  pageRows: number;
  scrollTo: (at: number) => void;
}

/** Arrows, pages and ends move; with Shift they choose a range, with Ctrl they move the focus alone. Space shows a picture large. */
export function useWallKeys(wall: Wall, shape: () => WallShape) {
  const { exclude } = useWallLabelling(wall);

  function onKeydown(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    const { layout, pageRows, scrollTo } = shape();
    const { focus } = wall.selection;
    if (event.key === ' ' && focus >= 0) {
      if (event.ctrlKey) wall.selection = toggle(wall.selection, focus);
      else wall.isLargeViewOpen = true;
    } else if (event.key === 'Enter' && !event.ctrlKey && focus >= 0) wall.isLargeViewOpen = true;
    else if (event.key === 'Backspace') void exclude();
    else {
      const next = focusAfter({ key: event.key, ctrl: event.ctrlKey }, focus, layout, pageRows);
      if (next === null) return;
      // The first arrow only shows where one is.
      const to = focus < 0 && event.key.startsWith('Arrow') ? 0 : next;
      const isFocusOnly = event.ctrlKey && event.key.startsWith('Arrow') && !event.shiftKey;
      if (event.shiftKey) wall.selection = extendTo(wall.selection, to);
      else wall.selection = isFocusOnly ? focusOnly(wall.selection, to) : selectOnly(wall.selection, to);
      scrollTo(to);
    }
    event.preventDefault();
  }

  return { onKeydown };
}
