import { runSettings } from '../../../shared/run-settings.ts';
import type { Setting } from '../../../shared/run-settings.ts';

interface AnyField {
  key: string;
  /** Whether the program chooses where nobody does. */
  isChosen: boolean;
}
/** A number is shown divided by `scale` in `unit`. */
export type SpecField =
  | (AnyField & { kind: 'number'; step?: number; min: number; max?: number; unit?: 'seconds' | 'gigabytes'; scale: number })
  | (AnyField & { kind: 'size'; min: number; max: number; unit: 'pixels' })
  | (AnyField & { kind: 'choice'; options: readonly string[] })
  | (AnyField & { kind: 'text' });

/** How a unit of a setting is shown. */
const units = {
  seconds: { unit: 'seconds', scale: 1 },
  bytes: { unit: 'gigabytes', scale: 1e9 },
} as const;

function fieldOf(row: Setting): SpecField {
  const any = { key: row.key, isChosen: row.decided !== 'never' };
  if (row.kind === 'text') return { ...any, kind: 'text' };
  if (row.kind === 'size') return { ...any, kind: 'size', min: row.min, max: row.max, unit: row.unit };
  if (row.kind === 'choice') return { ...any, kind: 'choice', options: row.choices };
  const shown = row.unit ? units[row.unit] : { scale: 1 };
  const { scale } = shown;
  return {
    ...any,
    kind: 'number',
    min: row.min / scale,
    ...(row.max === undefined ? {} : { max: row.max / scale }),
    ...(row.kind === 'whole' && scale === 1 ? { step: 1 } : {}),
    ...shown,
  };
}

const groups = ['learning', 'pictures', 'machine'] as const;

/** Every setting of a run in groups, as the Everything level shows it. The base model and the freeze line have a page of their own. */
export const specGroups = (rows: readonly Setting[] = runSettings) =>
  groups.map((id) => ({ id, fields: rows.filter(({ group }) => group === id).map(fieldOf) }));

/** What the Usual level shows of them. */
export const usualFields = (rows: readonly Setting[] = runSettings): SpecField[] =>
  rows.filter(({ group, level }) => group !== null && level === 'usual').map(fieldOf);
