import { useI18n } from 'vue-i18n';
import { formatIn } from '../format/format-in.ts';
import type { Format } from '../format/format-in.ts';

/** Numbers and times in the language of the window; follows when the language changes. */
export function useFormat(): Format {
  const { locale } = useI18n();
  return formatIn(() => locale.value);
}
