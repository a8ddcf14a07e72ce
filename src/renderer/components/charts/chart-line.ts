export const lineColours = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6', '--chart-7', '--chart-8'] as const;

/** One line of a chart: a name, values over the chart's x, a colour token, and a dash so that colour is not the only sign. */
export interface ChartLine {
  label: string;
  values: readonly number[];
  colour: (typeof lineColours)[number];
  dash?: readonly number[];
}

/** Places on the x axis that mean something, each drawn as an upright line; `dash` tells marks apart without colour. */
export interface ChartMark {
  label: string;
  at: readonly number[];
  dash: readonly number[];
}
