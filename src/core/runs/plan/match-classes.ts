import { nameIndex } from '../../same-name.ts';
import type { ClassChange } from '../../../shared/class-change.ts';

/** A data set as its classes are compared: the class of each picture by the sha256 of its file. */
export interface Labelled {
  readonly classes: readonly string[];
  readonly images: readonly { readonly sha256: string; readonly label: number }[];
}

/** The new class that more than half of a gone class's pictures, of those that are still there, are in now; -1 where none is. */
function renamedTo(gone: number, before: Labelled, now: ReadonlyMap<string, number>): number {
  const counts = new Map<number, number>();
  let there = 0;
  for (const sha256 of new Set(before.images.filter(({ label }) => label === gone).map((image) => image.sha256))) {
    const label = now.get(sha256);
    if (label === undefined) continue;
    there++;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].find(([, count]) => count > there / 2)?.[0] ?? -1;
}

/**
 * What of the classes a run told apart is in a data set now: by name, however it is written; a class that is gone and whose pictures lie in a
 * new one was renamed. Pure.
 * @returns for each class of now its row in the head of before, null where it is new
 */
export function matchClasses(before: Labelled, now: Labelled): { readonly rows: (number | null)[]; readonly change: ClassChange } {
  const rows = now.classes.map((name): number | null => {
    const row = nameIndex(before.classes, name);
    return row < 0 ? null : row;
  });
  const change: ClassChange = { kept: now.classes.filter((_, label) => rows[label] !== null), added: [], gone: [], renamed: [] };
  const labelNow = new Map(now.images.map(({ sha256, label }) => [sha256, label]));
  for (const [row, name] of before.classes.entries()) {
    if (rows.includes(row)) continue;
    const label = renamedTo(row, before, labelNow);
    if (rows[label] !== null || label < 0) {
      change.gone.push(name);
      continue;
    }
    rows[label] = row;
    change.renamed.push({ before: name, now: now.classes[label]! });
  }
  change.added.push(...now.classes.filter((_, label) => rows[label] === null));
  return { rows, change };
}
