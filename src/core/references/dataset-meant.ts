import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../errors.ts';
import { isSameName } from '../same-name.ts';
import type { Database } from '../store/database.ts';
import { allDatasets, type DatasetRow } from '../store/datasets.ts';
import { oneOf, type Meaning } from './one-of.ts';
import { asPath, isPath, outrightId } from './spelling.ts';

/** A data set, or something at an absolute path that is none yet. */
export type DatasetMeant = { readonly known: DatasetRow } | { readonly folder: string };

interface Where {
  /** Whether a path will do; where not, only an id or a name. */
  readonly folders?: boolean;
  /** Where one stands. */
  readonly cwd?: string;
}

/**
 * The data set that is meant by an id, a name, or a folder (known or not).
 * @throws StudioError `not-found`, `bad-usage` where the word means several things
 */
export function datasetMeant(db: Database, text: string, { folders = true, cwd = process.cwd() }: Where = {}): DatasetMeant {
  const rows = allDatasets(db);
  const id = outrightId(text);
  const byId = isPath(text) ? [] : rows.filter((row) => isSameName(row.id, id ?? text));
  const byName = isPath(text) || id !== null ? [] : rows.filter((row) => isSameName(row.name, text));
  const called = [...new Set([...byId, ...byName])];
  // An empty word (a variable of a shell that is not set) is not the folder where one stands.
  const here = folders && id === null && text !== '' ? whatIsAt(rows, path.resolve(cwd, text)) : null;
  // The folder here is the data set that is called so: whoever else has its name is elsewhere.
  const isCalledSo = here !== null && 'known' in here && called.includes(here.known);
  if (isCalledSo && byId.every((row) => row === here.known)) return here;
  const meanings: Meaning<DatasetMeant>[] = called.map((known) => ({
    thing: { known },
    what: `the data set "${known.name}" with the id ${known.id} (${known.root})`,
    say: `id:${known.id}`,
  }));
  if (here && !isCalledSo && isFolder(here)) {
    meanings.push({ thing: here, what: `the folder ${path.resolve(cwd, text)}`, say: asPath(text) });
  }
  // A file is meant only where nothing else is: who reads it as a folder says what it is.
  const meant = oneOf(text, 'dataset', meanings) ?? here;
  if (meant) return meant;
  throw new StudioError('not-found', `There is no data set ${folders ? 'and no folder ' : ''}"${text}"`, {
    field: 'dataset',
    hint: '"graft datasets list" shows all; "graft datasets add <folder>" adds one.',
  });
}

/** The data set whose folder lies or lay there, or what is there now; null where there is nothing. */
function whatIsAt(rows: readonly DatasetRow[], absolute: string): DatasetMeant | null {
  const exists = existsSync(absolute);
  const root = exists ? realpathSync.native(absolute) : absolute;
  const known = rows.find((row) => row.root === root);
  if (known) return { known };
  return exists ? { folder: absolute } : null;
}

const isFolder = (meant: DatasetMeant): boolean => 'known' in meant || statSync(meant.folder).isDirectory();
