import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { runs } from './run-tables.ts';
import { visible } from '../../shared/visible.ts';

/** A run as sentences call it. */
export interface CalledRun {
  readonly id: number;
  readonly name: string | null;
}

/** `3 "first try"`; `3` of a run without a name. */
export const runCalled = ({ id, name }: CalledRun): string => (name === null ? String(id) : `${id} "${visible(name)}"`);

/** The same as values of a sentence. */
export const saidRun = ({ id, name }: CalledRun): { readonly run: number; readonly runName?: string } => (name === null ? { run: id } : { run: id, runName: name });

/** What a run is called, for who has its number; a number alone where there is none. */
export const calledRun = (db: Database, id: number): CalledRun => db.select({ id: runs.id, name: runs.name }).from(runs).where(eq(runs.id, id)).get() ?? { id, name: null };
