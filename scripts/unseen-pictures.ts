/** A row of `graft labels export --json`. */
export interface LabelRow {
  /** Relative to the data set's folder, with `/`. */
  readonly file: string;
  readonly label: string | null;
  readonly split: 'train' | 'val' | 'test' | null;
}

/** One line of `graft predict --json`. */
export interface PredictedRow {
  readonly file: string;
  readonly top: readonly { label: string; probability: number }[];
}

/** What was said of a picture, and where it is wrong what it shows. */
export function predictedLine({ file, top }: PredictedRow, label: string): string {
  const said = top.map(({ label: each, probability }) => `${each} ${(100 * probability).toFixed(1)} %`).join(', ');
  return `${file}: ${said}${top[0]?.label === label ? '' : `   <- wrong: it is ${label}`}`;
}

/**
 * One picture of each class that a run never saw: of the test side, which neither trains nor chooses the epoch.
 * @throws Error where a class has none
 */
export function unseenPictures(rows: readonly LabelRow[]): { file: string; label: string }[] {
  const classes = [...new Set(rows.flatMap(({ label }) => label ?? []))].sort();
  return classes.map((name) => {
    const unseen = rows.find(({ label, split }) => label === name && split === 'test');
    if (!unseen) throw new Error(`No picture of ${name} was kept for the test`);
    return { file: unseen.file, label: name };
  });
}
