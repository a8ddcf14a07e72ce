import { nextTick, ref, watch } from 'vue';
import type { Ref } from 'vue';

/**
 * A list that is one stop of Tab: its arrows, Home and End walk through the buttons marked `data-stop`, and Tab comes back to where one was.
 * `chosen` is where it begins until somebody walked.
 */
export function useRovingFocus(list: Readonly<Ref<HTMLElement | null>>, chosen: () => string) {
  const current = ref<string | null>(null);
  const stops = () => [...(list.value?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])];
  watch(chosen, (stop) => (current.value = stop));

  /** `0` or `-1` for the button of this stop. */
  const tabIndex = (stop: string): 0 | -1 => (stop === (current.value ?? chosen()) ? 0 : -1);

  function onFocus({ target }: FocusEvent): void {
    const stop = target instanceof HTMLElement ? target.dataset.stop : undefined;
    if (stop !== undefined) current.value = stop;
  }

  function onKey(event: KeyboardEvent): void {
    const all = stops();
    const at = all.indexOf(event.target as HTMLElement);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
    event.preventDefault();
  }

  /** Where the stop that Tab would go to is no longer in the list, the first is. */
  async function keepOne(): Promise<void> {
    await nextTick();
    const all = stops();
    if (all.length > 0 && !all.some(({ tabIndex: index }) => index === 0)) current.value = all[0]!.dataset.stop!;
  }

  return { tabIndex, onFocus, onKey, keepOne };
}
