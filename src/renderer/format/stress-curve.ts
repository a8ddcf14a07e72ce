import type { StressLevel } from '../../shared/stress.ts';

/** Where the curve of one kind runs: in pixels from the top left, nothing right at the bottom, everything at the top. */
export interface StressCurve {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly line: string;
  readonly band: string;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
const pathOf = (points: readonly { x: number; y: number }[]): string => `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`;

/** What is right at each level, two at least, with the band of its intervals (empty where there are none). On one scale for all kinds, so that they compare. */
export function stressCurve(levels: readonly Pick<StressLevel, 'accuracy' | 'low' | 'high'>[], width: number, height: number): StressCurve {
  const at = (share: number, place: number) => ({ x: tenth((place / (levels.length - 1)) * width), y: tenth((1 - share) * height) });
  const points = levels.map(({ accuracy }, place) => at(accuracy, place));
  const ends = (key: 'low' | 'high') => levels.flatMap((level, place) => (level[key] === null ? [] : [at(level[key], place)]));
  const [top, bottom] = [ends('high'), ends('low')];
  return { points, line: pathOf(points), band: top.length === 0 ? '' : `${pathOf([...top, ...bottom.toReversed()])}Z` };
}
