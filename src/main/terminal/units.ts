import { fewestGroups } from '../../shared/independent-groups.ts';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** "312 MB", "1.5 GB": decimal units, as disks are sold and `df -H` prints. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${byteUnits[unit]}`;
}

/** "80 ms", "4.2 s", "3 min 20 s", "10 min", "2 h 5 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const both = (large: string, small: number, unit: string): string => (small === 0 ? large : `${large} ${small} ${unit}`);
  if (whole < 3600) return both(`${Math.floor(whole / 60)} min`, whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return both(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
}

/** "93.1 %" of a part 0..1. */
export const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;


/** "11 689 512": groups of three, read in every country. */
export const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ' ');

/** "1 image", "3 images". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** "93.1 % (95 % interval 88.0 to 96.2 %)"; where it counts groups, "…, from 12 independent groups", and of too few of them why there is none. */
export function percentWithInterval(part: number, interval: readonly [number, number] | null, groups: number | null = null): string {
  if (interval === null) return `${percent(part)} (no interval: ${noIntervalOf(groups)})`;
  const [low, high] = interval;
  return `${percent(part)} (95 % interval ${(low * 100).toFixed(1)} to ${percent(high)}${groups === null ? '' : `, from ${counted(groups, 'independent group')}`})`;
}

/** Why there is no interval. */
export const noIntervalOf = (groups: number | null): string => `it takes ${fewestGroups} independent groups, here ${groups === 1 ? 'is' : 'are'} ${groups ?? 0}`;

/** "41 images/s", "8.3 steps/s". */
export const rate = (perSecond: number, unit: string): string =>
  `${perSecond < 9.95 ? perSecond.toFixed(1) : Math.round(perSecond)} ${unit}/s`;

/** A rate or a loss with three significant digits, small ones as 1.2e-5. */
export const significant = (value: number): string => String(Number(value.toPrecision(3)));
