/** Arrow keys move the focus along what matches `selector` inside of what listens, one stop of Tab in all. Answers whether the key was one of them. */
export function stepFocus(event: KeyboardEvent, selector: string): boolean {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return false;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(selector)];
  const next = all[all.indexOf(event.target as HTMLElement) + step];
  // Those that there is no room for are drawn without height.
  if (next && (next.offsetHeight > 0 || next.offsetWidth === 0)) next.focus();
  event.preventDefault();
  return true;
}
