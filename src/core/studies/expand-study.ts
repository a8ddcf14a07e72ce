import { StudioError } from '../errors.ts';
import { netMeant, parseNetSpec } from '../nets/net-meant.ts';
import type { DataPart } from '../../shared/data-part.ts';
import { runSettings } from '../../shared/run-settings.ts';
import { runSpecSchema } from '../../shared/run-spec.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import type { StudyCell, CellValue, StudyRepeats, StudySpec } from '../../shared/study-spec.ts';

/** One run of a study before it is a run. */
export interface Trial {
  readonly cell: StudyCell;
  /** Place of the cell in the table, from 0. */
  readonly row: number;
  /** Seed or fold, from 0. */
  readonly repeat: number;
  readonly spec: RunSpec;
  /** Null: the data set as it is split. */
  readonly part: DataPart | null;
}

/** The part of the training pictures that is learned from; the one field that is no setting of a run. */
const shareField = 'trainShare';

/** Ten times what a hundred nodes were tried with (docs/scale.md). More are a slip of the hand, and rows that nobody could list. */
const mostTrials = 10_000;

const repeatCount = (repeats: StudyRepeats): number => ('folds' in repeats ? repeats.folds : repeats.seeds);

/** Every value of each varied field with every value of the others, in the order given: the last field turns fastest. Pure. */
export function cellsOf(vary: StudySpec['vary']): StudyCell[] {
  return vary.reduce<StudyCell[]>((cells, { field, values }) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [field]: value }))), [{}]);
}

/**
 * The trials of a study in the order in which they run: the first cell with all its repeats, whose spread says how singles are to be read;
 * then one repeat of every other cell, and again. Pure.
 * @param wholeGroups whether the pictures lie in groups, so that a part of them is one of whole groups
 * @throws StudioError `bad-usage` naming the field that is none, or the value that it does not take; `not-found` for a network's name
 */
export function expandStudy({ vary, base, repeats }: Pick<StudySpec, 'vary' | 'base' | 'repeats'>, wholeGroups = false): Trial[] {
  refuseTwice(vary.map(({ field }) => field));
  refuseMany(vary.reduce((cells, { values }) => cells * values.length, 1) * repeatCount(repeats));
  const cells = cellsOf(vary).map((cell) => ({ cell, spec: specOf(base, cell) }));
  const trialOf = (row: number, repeat: number): Trial => {
    const { cell, spec } = cells[row]!;
    const first = spec.seed ?? 0;
    const seed = 'seeds' in repeats ? first + repeat : first;
    const trainShare = shareOf(cell);
    const fold = 'folds' in repeats ? { index: repeat, of: repeats.folds } : null;
    const part = trainShare === 1 && fold === null ? null : { trainShare, fold, seed, ...(wholeGroups && trainShare < 1 && { wholeGroups: true as const }) };
    return { cell, row, repeat, spec: { ...spec, seed }, part };
  };
  const turns = Array.from({ length: repeatCount(repeats) }, (_, repeat) => repeat);
  const rest = turns.flatMap((repeat) => cells.slice(1).map((_, i) => trialOf(i + 1, repeat)));
  return [...turns.map((repeat) => trialOf(0, repeat)), ...rest];
}

function refuseTwice(fields: readonly string[]): void {
  const twice = fields.find((field, i) => fields.indexOf(field) < i);
  if (twice === undefined) return;
  throw new StudioError('bad-usage', `${twice} varies twice`, { field: 'vary', values: { kind: 'varies-twice', field: twice }, hint: 'Give all its values at once.' });
}

function refuseMany(trials: number): void {
  if (trials <= mostTrials) return;
  throw new StudioError('bad-usage', `These are ${trials} trials; at most ${mostTrials} make a study`, {
    field: 'vary',
    values: { kind: 'too-many-trials', n: trials, most: mostTrials },
    hint: 'Give fewer values, or fewer repeats.',
  });
}

function shareOf(cell: StudyCell): number {
  const share = cell[shareField] ?? 1;
  if (typeof share === 'number' && share > 0 && share <= 1) return share;
  throw refusal(shareField, share, 'It takes numbers above 0 up to 1: parts of the training pictures.');
}

const refusal = (field: string, value: unknown, hint: string, cause?: unknown): StudioError =>
  new StudioError('bad-usage', `${field} cannot be ${JSON.stringify(value)}`, { field: 'vary', values: { kind: 'value-not-taken', field, value: JSON.stringify(value) }, hint, cause });

/** What a cell makes of what all share. A name belongs to one run, so trials have none. */
function specOf({ name: _, ...base }: RunSpec, cell: StudyCell): RunSpec {
  const asked: Record<string, CellValue | undefined> = { ...base };
  for (const [field, value] of Object.entries(cell)) {
    if (field === shareField || field.startsWith('net.')) continue;
    if (!runSettings.some(({ key }) => key === field)) throw nothingThatVaries(field);
    asked[field] = field === 'net' && typeof value === 'object' ? JSON.stringify(value) : value;
  }
  const net = netOf(asked['net'], cell);
  const parsed = runSpecSchema.safeParse({ ...asked, ...(net !== undefined && { net }) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue!.path[0]);
  throw refusal(field, asked[field], `${issue!.message}.`, parsed.error);
}

const nothingThatVaries = (field: string): StudioError =>
  new StudioError('bad-usage', `${field} is nothing that can vary`, {
    field: 'vary',
    values: { kind: 'nothing-that-varies', field },
    hint: `Known are ${runSettings.map(({ key }) => key).join(', ')}, ${shareField}, and net.… for what is in a network's spec.`,
  });

/** The network with what varies inside it; a name or a spec as JSON, as a run takes it. @throws StudioError `bad-usage` | `not-found` */
function netOf(net: CellValue | undefined, cell: StudyCell): CellValue | undefined {
  const inside = Object.entries(cell).filter(([field]) => field.startsWith('net.'));
  if (inside.length === 0) {
    if (typeof net === 'string') netMeant(net);
    return net;
  }
  if (typeof net !== 'string') {
    throw new StudioError('bad-usage', `${inside[0]![0]} varies, but no network is given`, {
      field: 'net',
      values: { kind: 'net-part-without-net', field: inside[0]![0] },
      hint: 'Name one with --net, or vary net itself.',
    });
  }
  const spec: Record<string, unknown> = structuredClone({ ...netMeant(net).spec });
  for (const [field, value] of inside) {
    if (!putInside(spec, field.split('.').slice(1), value)) throw nothingThatVaries(field);
  }
  const told = inside.map(([field, value]) => `${field} = ${JSON.stringify(value)}`).join(', ');
  return JSON.stringify(parseNetSpec(JSON.stringify(spec), `The network with ${told}`));
}

/**
 * Sets what a path leads to; a path that leads nowhere becomes something that no spec may hold. False, and nothing is set, where it leads to what every object has
 * (`__proto__`: all objects of the program would get the value), or far behind the end of a list.
 */
function putInside(spec: Record<string, unknown>, path: readonly string[], value: unknown): boolean {
  const [key, ...rest] = path as [string, ...string[]];
  if (key in Object.prototype || (Array.isArray(spec) && !isPlaceIn(spec, key))) return false;
  if (rest.length === 0) {
    spec[key] = value;
    return true;
  }
  const inner = spec[key];
  if (typeof inner !== 'object' || inner === null) spec[key] = {};
  return putInside(spec[key] as Record<string, unknown>, rest, value);
}

/** One that is there, or the next. */
const isPlaceIn = (list: readonly unknown[], key: string): boolean => /^\d+$/.test(key) && Number(key) <= list.length;
