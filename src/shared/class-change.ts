/** How the classes of a data set differ from those that an earlier run told apart. */
export interface ClassChange {
  readonly kept: string[];
  readonly added: string[];
  readonly gone: string[];
  readonly renamed: { before: string; now: string }[];
}
