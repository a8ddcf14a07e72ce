import { useMutationObserver, usePreferredDark } from '@vueuse/core';
import { shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';

/**
 * Colours of styles/tokens.css as `rgb(…)`, for canvases (uPlot, heat maps), which know no variables; they follow the theme.
 * `const colours = useTokenColours(['--line', '--chart-1'])`, then `colours.value['--line']`.
 */
export function useTokenColours<Name extends `--${string}`>(
  names: readonly Name[],
): Readonly<ShallowRef<Record<Name, string>>> {
  const colours = shallowRef(resolve(names));
  const read = () => {
    colours.value = resolve(names);
  };
  watch(usePreferredDark(), read, { flush: 'post' });
  useMutationObserver(document.documentElement, read, { attributes: true, attributeFilter: ['data-theme'] });
  return colours;
}

/** A variable may be a pair of both themes, which only a real property of an element resolves. */
function resolve<Name extends string>(names: readonly Name[]): Record<Name, string> {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const entries = names.map((name) => {
    probe.style.color = `var(${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as Record<Name, string>;
}
