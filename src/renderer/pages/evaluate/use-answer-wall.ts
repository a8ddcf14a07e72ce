import { focusAfter } from '../../labelling/wall-grid.ts';
import { useWallLabelling } from '../../labelling/use-wall-labelling.ts';
import { extendTo, focusOnly, selectNone, selectOnly, toggle } from '../../labelling/wall-selection.ts';
import { useEvaluation } from './evaluation-store.ts';

export interface WallShape {
  columns: number;
  /** Whole rows that are seen at once. */
  pageRows: number;
  scrollTo: (at: number) => void;
}

/** Keys and clicks of the wall: the same as on the Data page. */
export function useAnswerWall(shape: () => WallShape) {
  const store = useEvaluation();
  const { exclude } = useWallLabelling(store);

  function onKeydown(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    const { columns, pageRows, scrollTo } = shape();
    const { focus } = store.selection;
    if ((event.key === ' ' || event.key === 'Enter') && focus >= 0) {
      if (event.ctrlKey) store.selection = toggle(store.selection, focus);
      else store.isLargeViewOpen = true;
    } else if (event.key === 'Backspace') void exclude();
    else {
      const next = focusAfter({ key: event.key, ctrl: event.ctrlKey }, focus, store.ids.length, columns, pageRows);
      if (next === null) return;
      // The first arrow only shows where one is.
      const to = focus < 0 && event.key.startsWith('Arrow') ? 0 : next;
      const isFocusOnly = event.ctrlKey && event.key.startsWith('Arrow') && !event.shiftKey;
      if (event.shiftKey) store.selection = extendTo(store.selection, to);
      else store.selection = isFocusOnly ? focusOnly(store.selection, to) : selectOnly(store.selection, to);
      scrollTo(to);
    }
    event.preventDefault();
  }

  function onClick(event: MouseEvent): void {
    const at = positionOf(event);
    if (at === null) store.selection = selectNone(store.selection);
    else if (event.shiftKey) store.selection = extendTo(store.selection, at, event.ctrlKey || event.metaKey);
    else if (event.ctrlKey || event.metaKey) store.selection = toggle(store.selection, at);
    else store.selection = selectOnly(store.selection, at);
  }

  function onDoubleClick(event: MouseEvent): void {
    if (positionOf(event) !== null) store.isLargeViewOpen = true;
  }

  return { onKeydown, onClick, onDoubleClick };
}

function positionOf(event: Event): number | null {
  const tile = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-at]') : null;
  return tile ? Number(tile.dataset.at) : null;
}
