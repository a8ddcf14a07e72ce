import * as numbers from './numbers.ts';
import * as times from './times.ts';

type Value = number | null | undefined;

/** Numbers and times in the language that `locale` says at that moment. */
export function formatIn(locale: () => string) {
  return {
    count: (value: Value) => numbers.formatCount(value, locale()),
    percent: (fraction: Value, digits?: number) => numbers.formatPercent(fraction, locale(), digits),
    decimal: (value: Value, digits?: number) => numbers.formatDecimal(value, locale(), digits),
    significant: (value: Value, digits?: number) => numbers.formatSignificant(value, locale(), digits),
    writtenOut: (value: Value, digits?: number) => numbers.formatWrittenOut(value, locale(), digits),
    compact: (value: Value) => numbers.formatCompact(value, locale()),
    amount: (value: Value) => numbers.formatAmount(value, locale()),
    bytes: (bytes: Value) => numbers.formatBytes(bytes, locale()),
    rate: (perSecond: Value) => numbers.formatRate(perSecond, locale()),
    duration: (seconds: Value) => times.formatDuration(seconds, locale()),
    timeLeft: (seconds: Value) => times.formatTimeLeft(seconds, locale()),
    ago: (atMs: number) => times.formatAgo(atMs, Date.now(), locale()),
    day: (atMs: number) => times.formatDay(atMs, locale()),
    moment: (atMs: number) => times.formatMoment(atMs, Date.now(), locale()),
    date: (atMs: number) => times.formatDate(atMs, locale()),
  };
}
export type Format = ReturnType<typeof formatIn>;
