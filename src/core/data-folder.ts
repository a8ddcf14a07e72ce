import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from './errors.ts';
import { homeFolder } from './files/home-folder.ts';
import { foldersIn, sweepOlder, sweepStudioFolder } from './files/sweep.ts';

/** Absolute paths of everything the studio keeps for a user. Naming them creates nothing; see {@link ensureFolder}. */
export interface DataFolder {
  readonly root: string;
  /** The SQLite file, `graft.sqlite`. */
  readonly database: string;
  /** One folder a run: checkpoints and best weights, `runs/<id>/`. */
  readonly runs: string;
  readonly backbones: string;
  readonly featureCache: string;
  /** Small pictures for looking at, `cache/thumbnails`. */
  readonly thumbnails: string;
  readonly exports: string;
  /** Copies of the database. */
  readonly backups: string;
}

/** Where user data goes: the argument, else `$GRAFT_HOME`, else the platform's standard folder. */
export function dataFolder(root?: string): DataFolder {
  const base = path.resolve(root || process.env['GRAFT_HOME'] || standardFolder());
  return {
    root: base,
    database: path.join(base, 'graft.sqlite'),
    runs: path.join(base, 'runs'),
    backbones: path.join(base, 'backbones'),
    featureCache: path.join(base, 'cache', 'features'),
    thumbnails: path.join(base, 'cache', 'thumbnails'),
    exports: path.join(base, 'exports'),
    backups: path.join(base, 'backups'),
  };
}

/** The folder of one run's files. */
export const runFolder = (folder: DataFolder, runId: number): string => path.join(folder.runs, String(runId));

/** Of a run's folder: the newest adaptation that was tried and not kept. */
export const triedFolder = (run: string): string => path.join(run, 'adapted');

/** The folder of what the studio keeps for one data set beside the database: pictures of the camera. */
export const datasetFolder = (root: string, datasetId: string): string => path.join(root, 'datasets', datasetId);

/**
 * Creates a folder and its parents, readable by the user alone (mode 0700), and returns its path.
 * @throws StudioError `bad-database` where the system does not let it, `out-of-disk`
 */
export function ensureFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StudioError(code === 'ENOSPC' ? 'out-of-disk' : 'bad-database', `${folder} cannot be made: ${message}`, {
      field: 'dataDir',
      hint: 'Choose a data folder that may be written to, with --data-dir or GRAFT_HOME.',
      cause: error,
    });
  }
  return folder;
}

const triedKeptMs = 24 * 60 * 60 * 1000;

/**
 * Removes what programs that were killed left half-written in the data folder, and adaptations that nobody kept within a day; pictures and thumbnails are swept
 * where they are written.
 */
export function sweepDataFolder({ root, runs, backbones, featureCache, exports, backups }: DataFolder): void {
  for (const folder of [root, runs, backbones, exports, backups, featureCache, ...foldersIn(runs), ...foldersIn(featureCache)]) sweepStudioFolder(folder);
  for (const tried of foldersIn(runs).map(triedFolder)) sweepOlder(tried, triedKeptMs);
}

function standardFolder(): string {
  if (process.platform === 'darwin') return path.join(homeFolder(), 'Library', 'Application Support', 'graft-studio');
  const xdg = process.env['XDG_DATA_HOME'];
  // The XDG specification says that a relative path is to be ignored.
  const base = xdg && path.isAbsolute(xdg) ? xdg : path.join(homeFolder(), '.local', 'share');
  return path.join(base, 'graft-studio');
}
