/** One figure of a heavy case of the field. */
export interface Figure {
  /** What was measured, in a few words: "median answer of a call". */
  readonly what: string;
  /** The figure with its unit: "12 ms (8 to 31)". */
  readonly figure: string;
  /** Whether it is as good as is aimed at; left out where there is no aim. */
  readonly holds?: boolean;
}

/** A heavy case, made really and measured: hostile files, kills, sizes. At most some two minutes on a quiet machine. */
export interface Measure {
  /** One word or two, as it is asked for on the command line: `windows`, `hostile-pictures`. */
  readonly name: string;
  readonly says: string;
  /** `say` takes what is under way, for whoever waits. */
  run(say: (line: string) => void): Promise<readonly Figure[]>;
}
