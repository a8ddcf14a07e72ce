import type { LabelChange, LabelDeed, LabelHistoryEntry, LabelSuggestions, SuggestedClass } from '../../shared/contract/image-calls.ts';
import type { KeyOfClass } from '../../core/datasets/labels/class-keys.ts';
import type { LabelImport } from '../../core/datasets/labels/import-labels.ts';
import type { MatchReport } from '../../core/datasets/labels/match-labels.ts';
import { secondHere } from '../../shared/local-time.ts';
import { printable } from '../terminal/printable.ts';
import { faint } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, grouped } from '../terminal/units.ts';

/** What was done, in words: "12 pictures moved to thistle". */
function deedText(did: LabelDeed): string {
  const pictures = `${did.images} ${did.images === 1 ? 'picture' : 'pictures'}`;
  switch (did.kind) {
    case 'label':
      return `${pictures} moved to ${did.label}`;
    case 'import':
      return `${pictures} labelled as in ${did.source}`;
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
export const toldChange = ({ changed, did, picture: _, ...figures }: LabelChange, verb: 'change' | 'undo' | 'redo') => ({
  changed,
  message: did ? deedText(did) : `Nothing to ${verb}`,
  ...figures,
});

/** The history as `--json` tells it. */
export const toldHistory = (entries: readonly LabelHistoryEntry[]) =>
  entries.map(({ id, atMs, did, images, isUndone }) => ({ id, atMs, message: deedText(did), images, isUndone }));

export function labelChangeText({ message, ...figures }: ReturnType<typeof toldChange>): string {
  return `${printable(message)}.\nNow: ${countsText(figures)}. No file was touched; training makes the next version.`;
}

function countsText({ classes, unlabelled, excluded }: Pick<LabelChange, 'classes' | 'unlabelled' | 'excluded'>): string {
  const counts = classes.map(({ name, count }) => `${printable(name)} ${grouped(count)}`);
  if (unlabelled > 0) counts.push(`without a label ${grouped(unlabelled)}`);
  if (excluded > 0) counts.push(`excluded ${grouped(excluded)}`);
  return counts.join(', ');
}

export function classKeysText(keys: readonly KeyOfClass[]): string {
  if (keys.length === 0) return 'There is no class yet.';
  return table(
    ['key', 'class'],
    keys.map(({ name, key, isChosen }) => [key ?? '', isChosen ? `${printable(name)} ${faint('(chosen)')}` : printable(name)]),
  );
}

/** Pictures shown of each class without --json. */
const shownPictures = 10;

function suggestedLines({ label, pictures }: SuggestedClass): string[] {
  const shown = pictures.slice(0, shownPictures).map(({ file, share, label: given }) => {
    const was = given === null ? '' : `, given ${printable(given)}`;
    return `  ${printable(file)} ${faint(`(${Math.round(100 * share)} % of its neighbours${was})`)}`;
  });
  const rest = pictures.length > shown.length ? [faint(`  and ${grouped(pictures.length - shown.length)} more; --json lists all`)] : [];
  return [`${printable(label)}: ${counted(pictures.length, 'picture')}`, ...shown, ...rest];
}

/** `applied`: how many pictures got a class; null where nothing was to be changed. */
export function suggestionsText(found: LabelSuggestions, applied: number | null): string {
  const { classes, doubtful, undecided, later, unread, compared, k } = found;
  const named = classes.reduce((sum, { pictures }) => sum + pictures.length, 0);
  const parts: [number, string][] = [
    [named, `${counted(named, 'picture')} without a class ${named === 1 ? 'is' : 'are'} like others that have one:`],
    ...classes.map(({ label, pictures }): [number, string] => [pictures.length, suggestedLines({ label, pictures }).join('\n')]),
    [doubtful.length, 'These have another class than those like them; look at them before you change one:'],
    ...doubtful.map(({ label, pictures }): [number, string] => [pictures.length, suggestedLines({ label, pictures }).join('\n')]),
    [undecided, `${counted(undecided, 'picture')}, of which the neighbours do not agree.`],
    [later, `${counted(later, 'picture')} not looked at this time; ask again when these have their class.`],
    [unread, `${counted(unread, 'file')} could not be read.`],
    [applied ?? 0, `${counted(applied ?? 0, 'picture')} labelled, one change a class; graft labels undo takes the last one back. No file was touched.`],
  ];
  const lines = parts.filter(([count]) => count > 0).map(([, text]) => text);
  return [...lines, faint(`Asked: the ${k} nearest of ${counted(compared, 'picture')} with a class, on features of ${printable(found.backbone)}.`)].join('\n');
}

export function labelHistoryText(entries: ReturnType<typeof toldHistory>): string {
  if (entries.length === 0) return 'Nothing was labelled or excluded here yet.';
  return table(
    ['when', 'what'],
    entries.map(({ atMs, message, isUndone }) => [
      secondHere(atMs),
      isUndone ? faint(`${printable(message)} (undone)`) : printable(message),
    ]),
  );
}

/** What an import brought together, as `--json` tells it beside the change. */
export const toldImport = ({ report, ...change }: LabelImport, dryRun: boolean) => ({
  dryRun,
  ...toldChange(change, 'change'),
  ...report,
});

export function labelImportText(told: ReturnType<typeof toldImport>): string {
  const now = labelChangeText(told);
  return [...matchLines(told), told.dryRun ? dryRunText(told) : now].join('\n');
}

function dryRunText(told: ReturnType<typeof toldImport>): string {
  const { message, classes, unlabelled, excluded, changed } = told;
  const would = changed === 0 ? 'Nothing would change' : `Would change: ${printable(message)}`;
  return `${would}.\nThen: ${countsText({ classes, unlabelled, excluded })}. Nothing was changed (--dry-run).`;
}

/** Rows and pictures that do not belong together, a line a kind. */
export function matchLines(report: MatchReport): string[] {
  const line = ({ line: number, file }: { line: number; file: string }): string => `line ${number} "${printable(file)}"`;
  const file = (name: string): string => `"${printable(name)}"`;
  const column = (name: string): string => (/^\d+$/.test(name) ? `column ${name}` : `"${printable(name)}"`);
  const of = <T>({ count, first }: { count: number; first: T[] }, show: (one: T) => string): string =>
    first.map(show).join(', ') + (count > first.length ? ` and ${grouped(count - first.length)} more` : '');
  const { withoutPicture, withoutRow, withoutLabel, repeated, unusable, prefix, notRead } = report;
  const lines: [number, () => string][] = [
    [prefix === null ? 0 : 1, () => `"${printable(prefix!)}" was left away before every name.`],
    [withoutPicture.count, () => `${counted(withoutPicture.count, 'row')} without a picture: ${of(withoutPicture, line)}`],
    [withoutRow.count, () => `${counted(withoutRow.count, 'picture')} without a row: ${of(withoutRow, file)}`],
    [withoutLabel.count, () => `${counted(withoutLabel.count, 'row')} without a label: ${of(withoutLabel, line)}`],
    [repeated.count, () => `${counted(repeated.count, 'row')} said twice: ${of(repeated, line)}`],
    [unusable.count, () => `${counted(unusable.count, 'row')} of files that cannot be used: ${of(unusable, file)}`],
    [notRead.count, () => `Not read: ${of(notRead, column)}.`],
  ];
  return [
    `${grouped(report.matched)} of ${counted(report.matched + report.withoutRow.count, 'picture')} named by ${counted(report.rows, 'row')}.`,
    ...lines.filter(([count]) => count > 0).map(([, text]) => text()),
  ];
}
