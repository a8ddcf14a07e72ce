import { isDeepStrictEqual } from 'node:util';
import type { StudyRow } from '../../shared/study-result.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import type { StudyCell, StudySpec } from '../../shared/study-spec.ts';
import { studyPresets } from './presets/study-presets.ts';
import type { PaperTable, PublishedNumber } from './presets/study-preset.ts';

type Beside = Omit<PublishedNumber, 'like'> & { readonly ourErrorPercent: number | null };

/** What a paper printed, with ours of the same cell: 100 % minus the mean accuracy on the validation pictures; null where there is no such cell or result. */
export interface BesidePaper extends Omit<PaperTable, 'numbers'> {
  readonly numbers: readonly Beside[];
  /** What all trials were trained with that was not left to the program. */
  readonly ourRecipe: RunSpec;
}

const isOfNetwork = (field: string): boolean => field === 'net' || field === 'backbone' || field.startsWith('net.');

/** How its paper calls the cells of a study; nothing where another network than the paper's is trained. Pure. */
export function namesInPaper({ preset, base, vary }: Pick<StudySpec, 'preset' | 'base' | 'vary'>): readonly Pick<PublishedNumber, 'name' | 'cell'>[] {
  const own = studyPresets.find(({ id }) => id === preset);
  if (!own?.paper) return [];
  const isOwnNetwork = base.net === own.base.net && vary.every(({ field }) => !isOfNetwork(field) || own.vary.some((one) => one.field === field));
  return isOwnNetwork ? own.paper.numbers : [];
}

/** Null where a study re-enacts nothing. Pure. */
export function besidePaper({ preset, base }: Pick<StudySpec, 'preset' | 'base'>, rows: readonly StudyRow[]): BesidePaper | null {
  const paper = studyPresets.find(({ id }) => id === preset)?.paper;
  return paper ? { ...paper, numbers: paper.numbers.flatMap((number) => besideOne(number, rows)), ourRecipe: base } : null;
}

const errorOf = (row: StudyRow | undefined): number | null => (row?.accuracy ? 100 * (1 - row.accuracy.mean) : null);

/** A line, or one for each of several backbones of one architecture. */
function besideOne({ like, ...number }: PublishedNumber, rows: readonly StudyRow[]): Beside[] {
  const { cell, name } = number;
  if (!like) return [{ ...number, ourErrorPercent: cell && errorOf(rows.find((row) => isDeepStrictEqual(row.cell, cell))) }];
  const alike = rows.filter((row) => isLike(row.cell, like));
  if (alike.length === 0) return [{ ...number, ourErrorPercent: null }];
  return alike.map((row) => ({ ...number, name: alike.length === 1 ? name : `${name} (${String(row.cell['backbone'])})`, ourErrorPercent: errorOf(row) }));
}

/** `resnet50.a1_in1k` is of the architecture `resnet50`; a value that does not vary here is as it was there. */
const isLike = (cell: StudyCell, { architecture, cell: wanted }: NonNullable<PublishedNumber['like']>): boolean =>
  String(cell['backbone']).split('.')[0] === architecture && Object.entries(wanted).every(([field, value]) => !(field in cell) || cell[field] === value);
