import type { LabelChange, LabelDeed, LabelHistoryEntry } from '../../shared/contract/image-calls.ts';
import { printable } from '../terminal/printable.ts';
import { faint } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { grouped } from '../terminal/units.ts';

/** What was done, in words: "12 pictures moved to thistle". */
function deedText(did: LabelDeed): string {
  const pictures = `${did.images} ${did.images === 1 ? 'picture' : 'pictures'}`;
  switch (did.kind) {
    case 'label':
      return `${pictures} moved to ${did.label}`;
    case 'exclude':
      return `${pictures} excluded`;
    case 'include':
      return `${pictures} included again`;
    case 'undo':
      return `Undone: ${deedText(did.of)}`;
    case 'redo':
      return `Done again: ${deedText(did.of)}`;
  }
}

/** A change as `--json` tells it. `verb` is what there was nothing of to do, where nothing was done. */
export const toldChange = ({ changed, did, ...figures }: LabelChange, verb: 'change' | 'undo' | 'redo') => ({
  changed,
  message: did ? deedText(did) : `Nothing to ${verb}`,
  ...figures,
});

/** The history as `--json` tells it. */
export const toldHistory = (entries: readonly LabelHistoryEntry[]) =>
  entries.map(({ id, atMs, did, images, isUndone }) => ({ id, atMs, message: deedText(did), images, isUndone }));

export function labelChangeText({ message, classes, unlabelled, excluded }: ReturnType<typeof toldChange>): string {
  const counts = classes.map(({ name, count }) => `${printable(name)} ${grouped(count)}`);
  if (unlabelled > 0) counts.push(`without a label ${grouped(unlabelled)}`);
  if (excluded > 0) counts.push(`excluded ${grouped(excluded)}`);
  return `${printable(message)}.\nNow: ${counts.join(', ')}. No file was touched; training makes the next version.`;
}

export function labelHistoryText(entries: ReturnType<typeof toldHistory>): string {
  if (entries.length === 0) return 'Nothing was labelled or excluded here yet.';
  return table(
    ['when', 'what'],
    entries.map(({ atMs, message, isUndone }) => [
      new Date(atMs).toISOString().slice(0, 19).replace('T', ' '),
      isUndone ? faint(`${printable(message)} (undone)`) : printable(message),
    ]),
  );
}
