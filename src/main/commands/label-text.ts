import type { LabelChange, LabelHistoryEntry } from '../../shared/contract/image-calls.ts';
import { printable } from '../terminal/printable.ts';
import { faint } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { grouped } from '../terminal/units.ts';

export function labelChangeText({ message, classes, unlabelled, excluded }: LabelChange): string {
  const counts = classes.map(({ name, count }) => `${printable(name)} ${grouped(count)}`);
  if (unlabelled > 0) counts.push(`without a label ${grouped(unlabelled)}`);
  if (excluded > 0) counts.push(`excluded ${grouped(excluded)}`);
  return `${printable(message)}.\nNow: ${counts.join(', ')}. No file was touched; training makes the next version.`;
}

export function labelHistoryText(entries: readonly LabelHistoryEntry[]): string {
  if (entries.length === 0) return 'Nothing was labelled or excluded here yet.';
  return table(
    ['when', 'what'],
    entries.map(({ atMs, message, isUndone }) => [
      new Date(atMs).toISOString().slice(0, 19).replace('T', ' '),
      isUndone ? faint(`${printable(message)} (undone)`) : printable(message),
    ]),
  );
}
