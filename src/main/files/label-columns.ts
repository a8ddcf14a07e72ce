import { nameKey } from '../../core/same-name.ts';
import { StudioError } from '../../core/errors.ts';
import { kindByName } from '../../core/images/picture-kinds.ts';

/** What a person says of a table's columns: a name of its header, or a number from 1. */
export interface AskedColumns {
  fileColumn?: string;
  labelColumn?: string;
  splitColumn?: string;
}

/** Positions of the columns; null where there is none. */
export interface LabelColumns {
  file: number;
  label: number;
  split: number | null;
  /** Sides only if all of their cells are, since their names, or their place, may mean other things. */
  perhapsSplit: readonly number[];
  excluded: number | null;
  /** The first record names the columns. */
  hasHeader: boolean;
}

type Role = 'file' | 'label' | 'split' | 'excluded';

/** Usual names, the surest first: where a table has names of several rows, the first row's is meant. */
const usualNames: Readonly<Record<Role, readonly (readonly string[])[]>> = {
  file: [
    ['file', 'filename', 'filepath', 'imagefile', 'imagefilename', 'imagename', 'imagepath', 'path', 'relativepath', 'datei', 'dateiname', 'dateipfad', 'bilddatei', 'bildname', 'pfad'],
    ['image', 'images', 'img', 'picture', 'photo', 'imageid', 'imgid', 'bild', 'foto'],
    ['id', 'name'],
  ],
  label: [
    ['label', 'labels', 'labelname'],
    ['class', 'classname', 'category', 'categoryname', 'target', 'klasse', 'kategorie'],
    ['breed', 'species', 'variety', 'diagnosis', 'disease', 'tag', 'classid', 'categoryid', 'labelid', 'y'],
  ],
  split: [['split']],
  excluded: [['excluded']],
};

/** True of the pictures kept for validation, as fastai writes it. */
const validationNames = ['isvalid', 'valid'];
const perhapsSplitNames = [...validationNames, 'side', 'subset', 'set', 'partition', 'usage'];

/** Whether a column of this name says true or false instead of a side. */
export const isValidationColumn = (name: string): boolean => validationNames.includes(plain(name));

/** Said of the column of sides where there is none. */
const noColumn = 'none';

const flags = { file: 'file-column', label: 'label-column', split: 'split-column' } as const;
const fields = { file: 'fileColumn', label: 'labelColumn', split: 'splitColumn' } as const;

/**
 * Which column is which: what is said, else by usual names in the first record, else (two or three columns without a header)
 * file, label, perhaps split in that order. `--split-column none` is no column.
 * @throws StudioError `bad-usage` where that leaves a choice, with the flag that makes it
 */
export function labelColumns(first: readonly string[], asked: AskedColumns, shown: string): LabelColumns {
  const names = first.map(plain);
  const usual = (role: Role): number[] => {
    for (const row of usualNames[role]) {
      const found = names.flatMap((name, position) => (row.includes(name) ? [position] : []));
      if (found.length > 0) return found;
    }
    return [];
  };
  const isOff = (role: keyof typeof flags): boolean => role === 'split' && asked.splitColumn === noColumn;
  const said = (role: keyof typeof flags): number | null =>
    asked[fields[role]] === undefined || isOff(role) ? null : columnCalled(first, asked[fields[role]]!, role, shown);
  const isNamed = (role: keyof typeof flags): boolean =>
    asked[fields[role]] !== undefined && !isOff(role) && !/^\d+$/.test(asked[fields[role]]!);
  const known = { file: usual('file'), label: usual('label') };
  const hasHeader =
    (['file', 'label', 'split'] as const).some(isNamed) ||
    ((known.file.length > 0 || known.label.length > 0) && !first.some((cell) => kindByName(cell)));
  const file = said('file');
  const label = said('label');
  const split = said('split');
  if (!hasHeader) return withoutHeader(first, { file, label, split, isSplitOff: isOff('split') }, shown);
  const one = (role: 'file' | 'label', taken: number | null): number => {
    const choices = known[role].filter((position) => position !== taken);
    if (choices.length === 1) return choices[0]!;
    const other = [0, 1].find((position) => position !== taken);
    if (choices.length === 0 && first.length === 2 && taken !== null) return other!;
    throw ambiguous(first, choices, role, shown);
  };
  const chosenFile = file ?? one('file', label ?? (known.label.length === 1 ? known.label[0]! : null));
  const chosenLabel = label ?? one('label', chosenFile);
  const rest = (role: 'split' | 'excluded'): number | null => {
    const found = usual(role).filter((position) => position !== chosenFile && position !== chosenLabel);
    if (found.length > 1 && role === 'split') throw ambiguous(first, found, 'split', shown);
    return found[0] ?? null;
  };
  const chosenSplit = isOff('split') ? null : (split ?? rest('split'));
  const mayBe = (name: string, position: number): boolean =>
    perhapsSplitNames.includes(name) && position !== chosenFile && position !== chosenLabel;
  const perhapsSplit =
    chosenSplit !== null || isOff('split') ? [] : names.flatMap((name, position) => (mayBe(name, position) ? [position] : []));
  return { file: chosenFile, label: chosenLabel, split: chosenSplit, perhapsSplit, excluded: rest('excluded'), hasHeader };
}

function withoutHeader(
  first: readonly string[],
  { file, label, split, isSplitOff }: { file: number | null; label: number | null; split: number | null; isSplitOff: boolean },
  shown: string,
): LabelColumns {
  if (file === null && label === null && first.length > 3) throw ambiguous(first, [], 'file', shown);
  const free = [...first.keys()].filter((position) => position !== file && position !== label && position !== split);
  const take = (role: 'file' | 'label', given: number | null): number => {
    const next = given ?? free.shift();
    if (next === undefined || (given === null && first.length > 3)) throw ambiguous(first, [], role, shown);
    return next;
  };
  const chosen = { file: take('file', file), label: take('label', label) };
  const perhapsSplit = split === null && !isSplitOff && first.length <= 3 ? free.slice(0, 1) : [];
  return { ...chosen, split, perhapsSplit, excluded: null, hasHeader: false };
}

function columnCalled(first: readonly string[], asked: string, role: keyof typeof flags, shown: string): number {
  const exact = first.flatMap((name, position) => (name === asked ? [position] : []));
  const alike = exact.length > 0 ? exact : first.flatMap((name, position) => (plain(name) === plain(asked) ? [position] : []));
  if (alike.length === 1) return alike[0]!;
  const number = /^\d+$/.test(asked) ? Number(asked) : 0;
  if (alike.length === 0 && number >= 1 && number <= first.length) return number - 1;
  throw new StudioError(
    'bad-usage',
    alike.length > 1 ? `${shown} has ${alike.length} columns "${asked}"` : `${shown} has no column "${asked}"`,
    { field: fields[role], hint: `Name one of ${listed(first)}, or its number from 1.` },
  );
}

export function ambiguous(first: readonly string[], choices: readonly number[], role: keyof typeof flags, shown: string): StudioError {
  const what = { file: "the pictures' files", label: 'the labels', split: 'the sides of the split' }[role];
  const message =
    first.length === 1
      ? `${shown} has one column only, ${listed(first)}; a file and a label are needed`
      : choices.length > 1
        ? `${shown} has several columns that may be ${what}: ${listed(choices.map((position) => first[position]!))}`
        : `Which column of ${shown} has ${what} cannot be told; it begins ${listed(first)}`;
  const hint =
    first.length === 1
      ? 'Separate columns by a comma, a semicolon or a tab.'
      : `Say which: --${flags[role]} <its name, or its number from 1>.`;
  return new StudioError('bad-usage', message, { field: fields[role], hint });
}

/** Column names shown in a sentence. */
const shownColumns = 8;

/** The first columns in a sentence. */
export function listed(cells: readonly string[]): string {
  const some = cells.slice(0, shownColumns).map((cell) => `"${cell.slice(0, 60)}"`);
  return some.join(', ') + (cells.length > shownColumns ? ` and ${cells.length - shownColumns} more` : '');
}

const plain = (name: string): string => nameKey(name).toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
