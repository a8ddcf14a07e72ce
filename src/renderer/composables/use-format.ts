import { useI18n } from 'vue-i18n';
import * as numbers from '../format/numbers.ts';
import * as times from '../format/times.ts';

type Value = number | null | undefined;

/** Numbers and times in the language of the window; follows when the language changes. */
export function useFormat() {
  const { locale } = useI18n();
  return {
    count: (value: Value) => numbers.formatCount(value, locale.value),
    percent: (fraction: Value, digits?: number) => numbers.formatPercent(fraction, locale.value, digits),
    decimal: (value: Value, digits?: number) => numbers.formatDecimal(value, locale.value, digits),
    significant: (value: Value, digits?: number) => numbers.formatSignificant(value, locale.value, digits),
    compact: (value: Value) => numbers.formatCompact(value, locale.value),
    bytes: (bytes: Value) => numbers.formatBytes(bytes, locale.value),
    rate: (perSecond: Value) => numbers.formatRate(perSecond, locale.value),
    duration: (seconds: Value) => times.formatDuration(seconds, locale.value),
    timeLeft: (seconds: Value) => times.formatTimeLeft(seconds, locale.value),
    ago: (atMs: number) => times.formatAgo(atMs, Date.now(), locale.value),
    date: (atMs: number) => times.formatDate(atMs, locale.value),
  };
}
