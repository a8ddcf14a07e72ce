import type { Database } from './database.ts';

/** A number that is another one after another connection (a terminal's `graft train`) has changed the database. Cheap. */
export const changesByOthers = (db: Database): number => db.$client.pragma('data_version', { simple: true }) as number;
