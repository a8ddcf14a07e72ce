import type { DuplicateGroup } from '../../shared/contract/image-calls.ts';
import { printable } from '../terminal/printable.ts';
import { faint } from '../terminal/style.ts';
import { bytes, counted } from '../terminal/units.ts';

/** Groups shown without --json. */
const shownGroups = 50;

const words = { label: 'class', split: 'side' } as const;

function groupLines({ width, height, sizeBytes, pictures, differs }: DuplicateGroup): string[] {
  const differing = differs.length === 0 ? '' : `; they differ in ${differs.map((what) => words[what]).join(' and ')}`;
  const lines = pictures.map(({ file, label, split }) => `  ${printable(file)}  ${[label ?? 'no class', split ?? 'not used'].map(printable).join(', ')}`);
  return [`${counted(pictures.length, 'picture')} of ${width} x ${height}, ${bytes(sizeBytes)}${differing}`, ...lines];
}

/** Groups that are there now, after a change where one was made. */
export function duplicatesText(groups: readonly DuplicateGroup[], change: { message: string } | null): string {
  const done = change ? [`${printable(change.message)}; graft labels undo takes it back. No file was touched.`] : [];
  if (groups.length === 0) return [...done, 'No two pictures are equal.'].join('\n');
  const shown = groups.slice(0, shownGroups).flatMap(groupLines);
  const rest = groups.length > shownGroups ? [faint(`and ${groups.length - shownGroups} more groups; --json lists all`)] : [];
  const left = change ? [`${counted(groups.length, 'group')} of several classes ${groups.length === 1 ? 'is' : 'are'} left; exclude the wrong ones with graft labels exclude.`] : [];
  return [...done, ...left, ...shown, ...rest].join('\n');
}
