import type { DuplicateGroup, NearDuplicates, NearGroup } from '../../shared/contract/image-calls.ts';
import { printable } from '../terminal/printable.ts';
import { faint } from '../terminal/style.ts';
import { bytes, counted } from '../terminal/units.ts';

/** Groups shown without --json. */
const shownGroups = 50;

const words = { label: 'class', split: 'side' } as const;

const differing = (differs: DuplicateGroup['differs']): string => (differs.length === 0 ? '' : `; they differ in ${differs.map((what) => words[what]).join(' and ')}`);
const place = ({ label, split }: DuplicateGroup['pictures'][number]): string => [label ?? 'no class', split ?? 'not used'].map(printable).join(', ');

function groupLines({ width, height, sizeBytes, pictures, differs }: DuplicateGroup): string[] {
  const lines = pictures.map((picture) => `  ${printable(picture.file)}  ${place(picture)}`);
  return [`${counted(pictures.length, 'picture')} of ${width} x ${height}, ${bytes(sizeBytes)}${differing(differs)}`, ...lines];
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

function nearLines({ pictures, isSure, distance, differs }: NearGroup): string[] {
  const how = `${isSure ? 'nearly the same' : 'likely the same'} (up to ${counted(distance, 'bit')} of 64 apart)`;
  const lines = pictures.map((picture) => `  ${printable(picture.file)}  ${picture.width} x ${picture.height}, ${bytes(picture.sizeBytes)}, ${place(picture)}`);
  return [`${counted(pictures.length, 'picture')}, ${how}${differing(differs)}`, ...lines];
}

/** Near duplicates that are there now, after a change where one was made; the largest of each first. */
export function nearText({ groups }: Pick<NearDuplicates, 'groups'>, change: { message: string } | null): string {
  const done = change ? [`${printable(change.message)}; graft labels undo takes it back. No file was touched.`] : [];
  if (groups.length === 0) return [...done, 'No two pictures show nearly the same.'].join('\n');
  const shown = groups.slice(0, shownGroups).flatMap(nearLines);
  const rest = groups.length > shownGroups ? [faint(`and ${groups.length - shownGroups} more groups; --json lists all`)] : [];
  const left = change ? ['What is left is not sure, or of several classes: look, and exclude the wrong ones with graft labels exclude.'] : [];
  const next = ['They are kept on one side of the split once you say so: graft datasets groups <data set> --by near'];
  return [...done, ...left, ...shown, ...rest, ...next].join('\n');
}
