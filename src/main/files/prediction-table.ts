import { csvLine } from '../../shared/csv.ts';
import type { PictureFamiliarity } from '../../shared/familiarity.ts';
import type { OutputFile } from '../../core/files/output-file.ts';
import { top1 } from '../../core/evaluation/top-k.ts';
import { shortFloat } from './feature-table.ts';
import { createTableFile, firstLine, type TableOptions } from './table-file.ts';

/** What a member of an ensemble says alone. */
interface MemberLine {
  readonly member: string;
  readonly label: string;
  readonly probability: number;
}

export type PredictionLine =
  | { file: string; top: readonly { label: string; probability: number }[]; members?: readonly MemberLine[]; set?: readonly string[]; familiarity?: PictureFamiliarity }
  | { file: string; error: { code: string; message: string } };

export interface PredictionTable {
  /** @param members what each member of an ensemble says, `[classes]` */
  append(line: PredictionLine, members?: readonly ArrayLike<number>[]): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Where the lines of a table go. */
export type TableOutput = Pick<OutputFile, 'append' | 'commit' | 'discard'>;

/** Members of an ensemble by name, and the classes that all tell apart. */
export interface TableMembers {
  readonly names: readonly string[];
  readonly classes: readonly string[];
}

/** What a table has beside the likeliest classes. */
export interface PredictionColumns {
  readonly members?: TableMembers;
  /** The answer set of each picture. */
  readonly sets?: boolean;
  /** How familiar each picture is: of one model that looks once. */
  readonly familiar?: boolean;
}

const noMembers: TableMembers = { names: [], classes: [] };
export const familiarityHeader = ['familiarity', 'unfamiliar'];

/** Cells under `familiarity,unfamiliar`; empty where a model does not know. */
export const familiarityCells = (familiarity: PictureFamiliarity | undefined): (string | number)[] =>
  familiarity ? [shortFloat(familiarity.score), familiarity.unfamiliar === null ? '' : String(familiarity.unfamiliar)] : familiarityHeader.map(() => '');

/** {@link predictionTable} in a file of its own. @throws StudioError `bad-usage` where it cannot be written */
export async function createPredictionTable(
  file: string,
  top: number,
  { members, sets, familiar, ...options }: Pick<TableOptions, 'inputs' | 'exportFolder' | 'bom'> & PredictionColumns = {},
): Promise<PredictionTable> {
  const columns = { ...(members && { members }), sets: sets ?? false, familiar: familiar ?? false };
  return withRows(await createTableFile(file, { ...options, field: 'csv', header: predictionHeader(top, columns) }), top, columns);
}

const pairs = (top: number): string[][] =>
  Array.from({ length: top }, (_, i) => (i === 0 ? ['label', 'probability'] : [`label_${i + 1}`, `probability_${i + 1}`]));

export const predictionHeader = (top: number, { members: { names, classes } = noMembers, sets = false, familiar = false }: PredictionColumns = {}): string[] => [
  'file',
  ...pairs(top).flat(),
  ...(sets ? ['set'] : []),
  'error',
  ...names.flatMap((name) => [name, ...classes.map((label) => `${name}:${label}`)]),
  ...(familiar ? familiarityHeader : []),
];

/**
 * CSV `file,label,probability,label_2,probability_2,…,set,error` with `top` pairs, `set` as a JSON list where sets are asked for; a model of fewer classes leaves the last pairs empty, a file that could
 * not be read leaves all of them. Then for each member of an ensemble the class that it votes for, and what it gives every class; or of one model `familiarity,unfamiliar`, empty
 * where it has no index, and `unfamiliar` where it has too few validation pictures for a threshold.
 */
export async function predictionTable(output: TableOutput, top: number, bom: boolean, columns: PredictionColumns): Promise<PredictionTable> {
  await output.append(firstLine(predictionHeader(top, columns), bom));
  return withRows(output, top, columns);
}

function withRows(output: TableOutput, top: number, { members: { names, classes } = noMembers, sets = false, familiar = false }: PredictionColumns): PredictionTable {
  const voted = (values: ArrayLike<number> | undefined): (string | number)[] =>
    values ? [classes[top1(values, classes.length, 0)]!, ...Array.from(values, shortFloat)] : ['', ...classes.map(() => '')];
  return {
    async append(line, members = []) {
      const scores = 'error' in line ? [] : line.top;
      const cells = pairs(top).flatMap((_, i) => (scores[i] ? [scores[i].label, scores[i].probability] : ['', '']));
      const each = names.flatMap((_, i) => voted(members[i]));
      const set = sets ? ['error' in line ? '' : JSON.stringify(line.set ?? [])] : [];
      const known = familiar ? familiarityCells('error' in line ? undefined : line.familiarity) : [];
      await output.append(csvLine([line.file, ...cells, ...set, 'error' in line ? line.error.message : '', ...each, ...known]));
    },
    commit: () => output.commit(),
    discard: () => output.discard(),
  };
}
