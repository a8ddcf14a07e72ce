import type { Directive } from 'vue';

/**
 * Words beside a thing that can be focused: shown by `TipLayer` when it is pointed at, reached by keys or held by a finger, and read aloud as what
 * describes it. Text that ends in dots where its room ends is marked `data-cut`, and shown whole in the same way.
 */
export const vTip: Directive<HTMLElement, string | null | undefined> = { mounted: describe, updated: describe };

function describe(element: HTMLElement, { value }: { value: string | null | undefined }): void {
  if (value) element.dataset.tip = value;
  else delete element.dataset.tip;
  // What is its name already is not said twice.
  if (value && value !== element.getAttribute('aria-label')) element.setAttribute('aria-description', value);
  else element.removeAttribute('aria-description');
}

export interface Tip {
  readonly anchor: HTMLElement;
  readonly text: string;
  readonly keys: string | null;
}

const isCut = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }: HTMLElement): boolean => scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;

/** What is said beside `target`, in what it is pressed with: its words, and what is cut inside of it; null where there is nothing. */
export function tipOf(target: Element): Tip | null {
  const anchor = target.closest<HTMLElement>('[data-tip]') ?? target.closest<HTMLElement>('a, button, summary') ?? target.closest<HTMLElement>('[data-cut]');
  if (!anchor) return null;
  const whole = [anchor, ...anchor.querySelectorAll<HTMLElement>('[data-cut]')].filter((each) => 'cut' in each.dataset && isCut(each)).map(({ textContent }) => textContent.trim());
  const text = [...whole, ...(anchor.dataset.tip ? [anchor.dataset.tip] : [])].join('\n');
  return text === '' ? null : { anchor, text, keys: anchor.dataset.tipKeys ?? null };
}

interface Size {
  readonly width: number;
  readonly height: number;
}
const gapPx = 6;
const edgePx = 8;

/** Below what it belongs to, above where there is no room, never outside of the window; px. */
export function placeBeside(anchor: Pick<DOMRect, 'left' | 'top' | 'bottom' | 'width'>, box: Size, view: Size): { left: number; top: number } {
  const within = (value: number, room: number) => Math.max(edgePx, Math.min(value, room - edgePx));
  const below = anchor.bottom + gapPx;
  const top = below + box.height + edgePx <= view.height ? below : anchor.top - gapPx - box.height;
  return { left: within(anchor.left + (anchor.width - box.width) / 2, view.width - box.width), top: within(top, view.height - box.height) };
}
