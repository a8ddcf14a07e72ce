/** One line of a chart: a name, values over the chart's x, a colour token, and a dash so that colour is not the only sign. */
export interface ChartLine {
  label: string;
  values: readonly number[];
  /** `--chart-1` to `--chart-8`. */
  colour: string;
  dash?: readonly number[];
}
