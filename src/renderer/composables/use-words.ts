import { inject } from 'vue';
import type { InjectionKey } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Format } from '../format/format-in.ts';
import { useFormat } from './use-format.ts';

/** What a pure module needs to say in the window's language what the program answered as data. */
export interface Words {
  readonly t: {
    (key: string): string;
    (key: string, values: Record<string, unknown>): string;
    /** `plural` chooses the form; `{n}` is what `values` say, as it should be written. */
    (key: string, values: Record<string, unknown>, plural: number): string;
  };
  /** Whether a key has words. */
  readonly te: (key: string) => boolean;
  readonly format: Format;
  /** What a person calls a run beside its number; null or left out: nothing. */
  readonly runName?: (run: number) => string | null;
}

/** How runs are called in all sentences of the window; the frame provides it, since the pieces that say them know no stores. */
export const namesOfRuns: InjectionKey<(run: number) => string | null> = Symbol('run names');

export function useWords(): Words {
  const { t, te } = useI18n();
  const runName = inject(namesOfRuns, null);
  return { t, te, format: useFormat(), ...(runName && { runName }) };
}
