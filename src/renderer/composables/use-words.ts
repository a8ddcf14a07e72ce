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

export function useWords(): Words {
  const { t, te } = useI18n();
  return { t, te, format: useFormat() };
}
