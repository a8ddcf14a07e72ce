import { unknown } from './numbers.ts';

/** Times for people, through Intl. All pure. */
type Unit = 'second' | 'minute' | 'hour' | 'day';

function part(value: number, unit: Unit, locale: string, digits = 0): string {
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(locale, options).format(value);
}

/** 0.42 -> "0.4 sec", 75 -> "1 min 15 sec", 4800 -> "1 hr 20 min", 100000 -> "1 day 4 hr". */
export function formatDuration(seconds: number | null | undefined, locale: string): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return unknown;
  if (seconds < 9.95) return part(seconds, 'second', locale, 1);
  const whole = Math.round(seconds);
  if (whole < 60) return part(whole, 'second', locale);
  if (whole < 3600) return two(Math.floor(whole / 60), 'minute', whole % 60, 'second', locale);
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return two(Math.floor(minutes / 60), 'hour', minutes % 60, 'minute', locale);
  const hours = Math.round(minutes / 60);
  return two(Math.floor(hours / 24), 'day', hours % 24, 'hour', locale);
}

/** One unit only, rounded as a guess is: 37 -> "40 sec", 250 -> "4 min", 5000 -> "1 hr 20 min". For "about … left". */
export function formatTimeLeft(seconds: number | null | undefined, locale: string): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return unknown;
  if (seconds < 55) return part(Math.max(5, Math.round(seconds / 5) * 5), 'second', locale);
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return part(minutes, 'minute', locale);
  const tens = Math.round(minutes / 10) * 10;
  return tens < 1440 ? two(Math.floor(tens / 60), 'hour', tens % 60, 'minute', locale) : formatDuration(tens * 60, locale);
}

/** "3 minutes ago", "yesterday"; `now` is given so that it can be tested. */
export function formatAgo(atMs: number, nowMs: number, locale: string): string {
  const seconds = Math.min(0, (atMs - nowMs) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (seconds > -45) return format.format(0, 'second');
  if (seconds > -2700) return format.format(Math.round(seconds / 60), 'minute');
  if (seconds > -79_200) return format.format(Math.round(seconds / 3600), 'hour');
  if (seconds > -2_500_000) return format.format(Math.round(seconds / 86_400), 'day');
  return format.format(Math.round(seconds / 2_629_800), 'month');
}

export function formatDate(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(atMs);
}

export const formatDay = (atMs: number, locale: string): string => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(atMs);

/** For a column: this year the hour, of other years the day. */
export function formatMoment(atMs: number, nowMs: number, locale: string): string {
  if (new Date(atMs).getFullYear() !== new Date(nowMs).getFullYear()) return formatDay(atMs, locale);
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }).format(atMs);
}

function two(first: number, firstUnit: Unit, second: number, secondUnit: Unit, locale: string): string {
  const big = part(first, firstUnit, locale);
  return second === 0 ? big : `${big} ${part(second, secondUnit, locale)}`;
}
