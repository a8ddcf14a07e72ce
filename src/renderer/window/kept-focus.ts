import { useEventListener, useMutationObserver } from '@vueuse/core';

/** Where something was: after `before`, in `parent`. */
interface Gap {
  readonly parent: Node;
  readonly before: Node | null;
}

/** What had the focus, and the gap that it left where it is gone. */
interface Mark {
  readonly element: HTMLElement;
  gap: Gap | null;
}

const stops = 'a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';
/** What comes over the page, or beside it, and goes again: the focus then goes back to where it was before. */
const passing = '[role=dialog], [role=menu], [role=listbox], [role=log]';

const canTake = (element: Element): element is HTMLElement =>
  element instanceof HTMLElement && element.isConnected && element.tabIndex >= 0 && element.matches(stops) && element.checkVisibility({ visibilityProperty: true });

/** The next that can take the focus from the gap on, else the last before it, in the innermost part that has one; the page itself where that is all that is left. */
function nextTo({ parent, before }: Gap): HTMLElement | null {
  let after = before;
  for (let part: Node | null = parent; part instanceof Element && part !== document.body; [after, part] = [part, part.parentNode]) {
    if (part.id === 'stage') return part as HTMLElement;
    const there = [...part.querySelectorAll(stops)].filter(canTake);
    const edge = after;
    const isAfter = (one: Element): boolean => edge === null || (edge.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) > 0;
    // What goes round the gap stands before it and holds it: not what comes next.
    const next = there.find((one) => isAfter(one) && !edge?.contains(one)) ?? there.at(-1);
    if (next) return next;
  }
  return null;
}

/**
 * Keeps the keyboard's place on the page, called once, by the frame: where a key made what had the focus go away, what stands there now gets it, unless somebody gave it
 * to something else in the meantime. Of clicks nothing is moved: a tooltip would come up where nobody points.
 */
export function useKeptFocus(): void {
  let [isByKeys, here, onPage]: [boolean, Mark | null, Mark | null] = [false, null, null];
  let timer: ReturnType<typeof setTimeout> | undefined;
  useEventListener(window, 'keydown', () => void (isByKeys = true), { capture: true });
  useEventListener(window, 'pointerdown', () => void (isByKeys = false), { capture: true });
  useEventListener(document, 'focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    here = { element: target, gap: null };
    if (!target.closest(passing)) onPage = here;
  });

  function keep(): void {
    if (!isByKeys || !here || (document.activeElement !== null && document.activeElement !== document.body)) return;
    const stays = (mark: Mark | null): HTMLElement | null => {
      if (!mark) return null;
      if (canTake(mark.element)) return mark.element;
      return mark.gap && mark.gap.parent !== document.body ? nextTo(mark.gap) : null;
    };
    (stays(here) ?? stays(onPage) ?? document.querySelector<HTMLElement>('#stage'))?.focus();
  }

  useMutationObserver(
    document.body,
    (records) => {
      let isGone = false;
      for (const { target, removedNodes, previousSibling } of records) {
        for (const node of removedNodes)
          for (const mark of new Set([here, onPage])) {
            if (!mark || !node.contains(mark.gap?.parent ?? mark.element)) continue;
            mark.gap = { parent: target, before: previousSibling };
            isGone = true;
          }
      }
      if (!isGone) return;
      clearTimeout(timer);
      // After what dialogs and pages do themselves.
      timer = setTimeout(keep, 30);
    },
    { childList: true, subtree: true },
  );
}
