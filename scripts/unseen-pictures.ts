/** A row of `graft labels export --json`. */
export interface LabelRow {
  /** Relative to the data set's folder, with `/`. */
  readonly file: string;
  readonly label: string | null;
  readonly split: 'train' | 'val' | 'test' | null;
}

/**
 * One picture of each class that a run never saw: of the test side, which neither trains nor chooses the epoch.
 * @throws Error where a class has none
 */
export function unseenPictures(rows: readonly LabelRow[]): string[] {
  const classes = [...new Set(rows.flatMap(({ label }) => label ?? []))].sort();
  return classes.map((name) => {
    const unseen = rows.find(({ label, split }) => label === name && split === 'test');
    if (!unseen) throw new Error(`No picture of ${name} was kept for the test`);
    return unseen.file;
  });
}
