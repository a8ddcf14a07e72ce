import { computed, ref } from 'vue';

/**
 * For a button that can be of no use for a while: `busy` refuses clicks, and so does `disabled` while it has the focus, since the browser takes that from what is
 * disabled, and with it the keyboard's place on the page. Bind `on` to the button (its click as `@click.capture`), beside `:disabled="isDisabled"` and `:aria-disabled="isRefused || undefined"`.
 */
export function useHeldFocus(button: () => { busy?: boolean; disabled?: boolean }) {
  const isHeld = ref(false);
  const isRefused = computed(() => button().busy || (button().disabled && isHeld.value));
  function refuse(event: Event): void {
    if (!isRefused.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  return {
    isRefused,
    isDisabled: computed(() => button().disabled && !isRefused.value),
    on: { focus: () => (isHeld.value = true), blur: () => (isHeld.value = false), click: refuse },
  };
}
