import type { Database } from './database.ts';
import { fileOfClient } from './guarded-client.ts';
import { DamagedDatabase } from './sqlite-errors.ts';

/** What a person would miss, by the tables that hold it. */
const contents = {
  'data sets': ['datasets'],
  labels: ['label_changes', 'label_change_images', 'image_labels', 'dataset_classes', 'label_judgements', 'label_proposals'],
  'pictures and splits': ['images', 'dataset_versions', 'classes', 'version_images'],
  runs: ['runs', 'epochs'],
  'evaluations and answers': ['evaluations', 'predictions'],
  exports: ['exports'],
} as const;

export interface Damage {
  /** SQLite's first words about it. */
  readonly first: string;
  readonly problems: number;
  /** What can be read to its last row, and what cannot. */
  readonly whole: readonly string[];
  readonly damaged: readonly string[];
}

/** Reads every page of the open file; null where it is sound. Never throws for damage. */
export function findDamage(db: Database): Damage | null {
  const problems = databaseProblems(db);
  const names = Object.entries(contents);
  const isWhole = (tables: readonly string[]): boolean => tables.every((table) => canBeRead(db, table));
  const whole = names.flatMap(([name, tables]) => (isWhole(tables) ? [name] : []));
  const damaged = names.flatMap(([name]) => (whole.includes(name) ? [] : [name]));
  if (problems.length === 0 && damaged.length === 0) return null;
  return { first: problems[0] ?? `${damaged[0]} cannot be read`, problems: Math.max(1, problems.length), whole, damaged };
}

/** SQLite's own verdict on the whole file: `[]` when sound. */
export function databaseProblems(db: Database): string[] {
  try {
    const rows = db.$client.pragma('integrity_check') as { integrity_check: string }[];
    // One row may hold several lines, each of its own.
    return rows.flatMap((row) => row.integrity_check.split('\n')).filter((line) => line !== 'ok' && !line.startsWith('*** in database'));
  } catch (error) {
    if (error instanceof DamagedDatabase) return [error.cause instanceof Error ? error.cause.message : error.message];
    throw error;
  }
}

/** Above this a look at every page would delay the start by more than a fifth of a second. */
const lookedAtBytes = 100e6;

/** For a program that will show what is stored for hours. @throws DamagedDatabase where SQLite finds a damaged page */
export function needSound(db: Database): void {
  const pages = db.$client.pragma('page_count', { simple: true }) as number;
  if (pages * (db.$client.pragma('page_size', { simple: true }) as number) > lookedAtBytes) return;
  const verdict = db.$client.pragma('quick_check(1)', { simple: true }) as string;
  if (verdict !== 'ok') throw new DamagedDatabase(`The database ${fileOfClient(db.$client)} is damaged: ${verdict.split('\n').at(-1)}`, { values: { kind: 'database-damaged', file: fileOfClient(db.$client), sqlite: 'PRAGMA quick_check' } });
}

function canBeRead(db: Database, table: string): boolean {
  try {
    for (const _ of db.$client.prepare(`SELECT * FROM ${table} NOT INDEXED`).iterate());
    return true;
  } catch (error) {
    if (error instanceof DamagedDatabase) return false;
    throw error;
  }
}
