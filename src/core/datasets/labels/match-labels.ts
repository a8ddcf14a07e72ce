import { StudioError } from '../../errors.ts';
import { nameKey } from '../../same-name.ts';
import { checkClassName } from './class-names.ts';
import { findPictures } from './find-pictures.ts';
import { howMany } from '../../how-many.ts';
import type { PlacedImage } from '../known/placed-image.ts';
import type { Split } from '../../../shared/split.ts';

/** A row of a table of labels. What is empty or null says nothing. */
export interface LabelTableRow {
  /** Of the file, from 1. */
  line: number;
  file: string;
  label: string;
  split: Split | null;
  isExcluded: boolean | null;
}

/** A table of labels; `source` is how it is called afterwards. */
export interface LabelTableFile {
  source: string;
  rows: readonly LabelTableRow[];
  /** Columns that were not read: names, or numbers from 1. */
  notRead?: readonly string[];
}

/** What a table says of one picture. */
export interface SaidOfPicture<Image extends PlacedImage = PlacedImage> {
  image: Image;
  label: string | null;
  split: Split | null;
  isExcluded: boolean | null;
}

/** Rows and pictures that do not belong together, each with its number and the first of them. */
export interface MatchReport {
  rows: number;
  /** Pictures that a row names. */
  matched: number;
  /** Rows that name no picture. */
  withoutPicture: { count: number; first: { line: number; file: string }[] };
  /** Usable pictures that no row names. */
  withoutRow: { count: number; first: string[] };
  /** Rows that say again what an earlier one says. */
  repeated: { count: number; first: { line: number; file: string }[] };
  /** Rows without a label; where they say nothing else they change nothing. */
  withoutLabel: { count: number; first: { line: number; file: string }[] };
  /** Rows whose picture cannot be used. */
  unusable: { count: number; first: string[] };
  /** Left away before every name. */
  prefix: string | null;
  /** Columns of the table that say nothing here: names, or numbers from 1. */
  notRead: { count: number; first: string[] };
}

/** How many are named. */
const named = 5;

/**
 * Brings the rows of a table together with the pictures of a data set. `roots` are the ways in which its folder is written.
 * @throws StudioError `bad-usage` where a name means two pictures, two rows contradict each other, a label is no name of a
 *   class, or no row names a picture
 */
export function matchLabels<Image extends PlacedImage>(
  images: readonly Image[],
  { source, rows, notRead = [] }: LabelTableFile,
  roots: readonly string[],
): { said: SaidOfPicture<Image>[]; report: MatchReport } {
  const byPath = new Map(images.map((image) => [image.file.path, image]));
  const found = findPictures([...byPath.keys()], rows.map(({ file }) => file), roots);
  const className = classNamer(images, source);
  const said = new Map<string, { row: LabelTableRow; says: SaidOfPicture<Image> }>();
  const lost: LabelTableRow[] = [];
  const repeated: LabelTableRow[] = [];
  rows.forEach((row, i) => {
    const [picture, other] = found.matches[i]!;
    if (picture === undefined) return void lost.push(row);
    if (other !== undefined) throw severalPictures(source, row, found.matches[i]!);
    const says = { image: byPath.get(picture)!, label: className(row), split: row.split, isExcluded: row.isExcluded };
    const before = said.get(picture);
    if (before && !isSame(before.says, says)) throw contradiction(source, before.row, row, picture);
    if (before) repeated.push(row);
    else said.set(picture, { row, says });
  });
  if (said.size === 0) throw nothingFound(source, rows, images.length);
  const unnamed = images.filter(({ file }) => file.problem === null && !said.has(file.path));
  const unusable = [...said.keys()].filter((picture) => byPath.get(picture)!.file.problem !== null);
  const report: MatchReport = {
    rows: rows.length,
    matched: said.size,
    withoutPicture: some(lost, place),
    withoutRow: some(unnamed, ({ file }) => file.path),
    repeated: some(repeated, place),
    withoutLabel: some(
      rows.filter(({ label }) => label.trim() === ''),
      place,
    ),
    unusable: some(unusable, (picture) => picture),
    prefix: found.prefix,
    notRead: some(notRead, (column) => column),
  };
  return { said: [...said.values()].map(({ says }) => says), report };
}

const place = ({ line, file }: LabelTableRow): { line: number; file: string } => ({ line, file });

const some = <T, U>(all: readonly T[], show: (one: T) => U): { count: number; first: U[] } => ({
  count: all.length,
  first: all.slice(0, named).map(show),
});

const isSame = (a: SaidOfPicture, b: SaidOfPicture): boolean =>
  a.label === b.label && a.split === b.split && a.isExcluded === b.isExcluded;

/** The class a row means: one that is there under exactly this name, or in another form of Unicode; else a new one. Null where it says none. */
function classNamer(images: readonly PlacedImage[], source: string): (row: LabelTableRow) => string | null {
  const names = new Set(images.flatMap(({ label, folderLabel }) => [label, folderLabel]).filter((name) => name !== null));
  const forms = new Map([...names].map((name) => [nameKey(name), name]));
  return ({ label, line }) => {
    if (names.has(label)) return label;
    if (label.trim() === '') return null;
    try {
      const name = checkClassName(label);
      return forms.get(name) ?? name;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      throw wrong(`${source}, line ${line}: ${error.message}`, error.hint ?? '', error);
    }
  };
}

const wrong = (message: string, hint: string, cause?: unknown): StudioError =>
  new StudioError('bad-usage', message, { field: 'csv', hint, cause });

const severalPictures = (source: string, { line, file }: LabelTableRow, pictures: readonly string[]): StudioError =>
  wrong(
    `${source}, line ${line}: "${file}" may be ${howMany(pictures.length, 'picture', 'pictures')}, "${pictures[0]}" and "${pictures[1]}"`,
    'Write its path below the folder, with its ending. Nothing was changed.',
  );

const contradiction = (source: string, before: LabelTableRow, row: LabelTableRow, picture: string): StudioError =>
  wrong(
    `${source}: lines ${before.line} and ${row.line} say different things of "${picture}": ${inWords(before)}, ${inWords(row)}`,
    'Leave one of them. Nothing was changed.',
  );

const inWords = ({ label, split, isExcluded }: LabelTableRow): string =>
  [label === '' ? 'no label' : `"${label}"`, ...(split ? [split] : []), ...(isExcluded ? ['excluded'] : [])].join(' ');

const nothingFound = (source: string, rows: readonly LabelTableRow[], pictures: number): StudioError =>
  wrong(
    `None of the ${howMany(rows.length, 'row', 'rows')} of ${source} names one of the ${howMany(pictures, 'picture', 'pictures')}; ` +
      `line ${rows[0]!.line} has "${rows[0]!.file}"`,
    'Write paths below the folder, or names with or without their ending; --file-column says which column has them.',
  );
