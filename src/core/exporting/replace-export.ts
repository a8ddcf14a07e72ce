import { existsSync } from 'node:fs';
import { access, constants, lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../../shared/manifest.ts';
import { StudioError } from '../errors.ts';
import { syncFolder } from '../files/durable.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { ifThere } from '../files/if-there.ts';
import { ownerOf } from '../files/owned-name.ts';
import { sweepOnce } from '../files/sweep.ts';
import { namedWriteError } from '../files/write-error.ts';
import { writeNewFile } from '../files/write-file.ts';
import { manifestFile, manifestIn } from './manifest-file.ts';

/*
 * Replacing an export in its folder. The new files wait, whole and proved, in a folder inside it; one rename gives that folder
 * the name below, and from then on the new export will stand: whoever finds the name moves the files to their places, from
 * wherever a killed process stopped. The manifest goes first and comes last, so that no reader ever sees one beside
 * another's model. Files that are not what we wrote are never overwritten.
 */

const waitingFolder = '.graft-replacing';
const ownerFile = 'owner';
const oldManifest = 'manifest.old';

/** Called before each change of the disk; tests die there. */
export type OnStep = () => void;
const noStep: OnStep = () => undefined;

/** How long another process may take for its renames. */
const patienceMs = 5000;

/** Whether an export waits in a folder to be put in place. */
export const isBeingReplaced = (folder: string): boolean => existsSync(join(folder, waitingFolder));

/** Files that an export consists of, but for its manifest, with their sha256. */
function filesOf(manifest: Manifest): Map<string, string> {
  return new Map([manifest.model, ...(manifest.files ?? [])].map(({ file, sha256 }) => [file, sha256]));
}

/** A link that leads nowhere is something too. */
const isThere = async (path: string): Promise<boolean> => (await ifThere(lstat(path))) !== null;

/** Whether a file is the one we wrote; a link, a folder, or a file that was changed is not. */
async function isOurs(file: string, sha256: string | undefined): Promise<boolean> {
  return sha256 !== undefined && (await lstat(file)).isFile() && (await sha256OfFile(file)) === sha256;
}

const damaged = (waiting: string): StudioError =>
  new StudioError('bad-weights', `The export that waits in ${waiting} is damaged: its manifest cannot be read`, {
    values: { kind: 'export-waiting-damaged', place: waiting },
    hint: 'Nothing was deleted. Move what you need out of that folder and delete it, then export the run again.',
  });

/** README.md → README.kept.md, README.kept-2.md … */
function freeName(folder: string, name: string): string {
  const { name: stem, ext } = parse(name);
  for (let n = 1; ; n++) {
    const candidate = `${stem}.kept${n === 1 ? '' : `-${n}`}${ext}`;
    if (!existsSync(join(folder, candidate))) return candidate;
  }
}

/** Moves what waits to its place; every step may have been done before. @returns names under which changed files were kept */
async function putInPlace(folder: string, onStep: OnStep): Promise<string[]> {
  const waiting = join(folder, waitingFolder);
  const kept: string[] = [];
  const move = async (from: string, to: string): Promise<void> => {
    onStep();
    await rename(from, to);
  };
  // Without it the last step was done and only clearing up is left.
  if (await isThere(join(waiting, manifestFile))) {
    const fresh = await manifestIn(join(waiting, manifestFile));
    if (!fresh) throw damaged(waiting);
    if (!(await isThere(join(waiting, oldManifest))) && (await isThere(join(folder, manifestFile)))) {
      await move(join(folder, manifestFile), join(waiting, oldManifest));
      await syncFolder(folder);
    }
    const ours = await manifestIn(join(waiting, oldManifest));
    const old = ours ? filesOf(ours) : new Map<string, string>();
    const names = [...filesOf(fresh).keys()];
    for (const name of names) {
      if (!(await isThere(join(waiting, name)))) continue;
      const place = join(folder, name);
      if ((await isThere(place)) && !(await isOurs(place, old.get(name)))) {
        kept.push(freeName(folder, name));
        await move(place, join(folder, kept.at(-1)!));
      }
      await move(join(waiting, name), place);
    }
    for (const [name, sha256] of old) {
      const place = join(folder, name);
      if (names.includes(name) || !(await isThere(place)) || !(await isOurs(place, sha256))) continue;
      onStep();
      await rm(place);
    }
    await syncFolder(folder);
    await move(join(waiting, manifestFile), join(folder, manifestFile));
    await syncFolder(folder);
  }
  onStep();
  await rm(waiting, { recursive: true, force: true });
  await syncFolder(folder);
  return kept;
}

async function ownerLives(folder: string): Promise<boolean> {
  const name = await ifThere(readFile(join(folder, waitingFolder, ownerFile), 'utf8'));
  return name !== null && ownerOf(name) === 'alive';
}

/**
 * Finishes what a killed process began: afterwards one export stands in the folder, whole. Waits for a living one.
 * @throws StudioError `busy`, `not-writable`
 */
export async function recoverExport(folder: string): Promise<void> {
  sweepOnce(folder);
  for (const until = Date.now() + patienceMs; isBeingReplaced(folder); await sleep(20)) {
    if (await ownerLives(folder)) {
      if (Date.now() < until) continue;
      throw new StudioError('busy', `Another process is putting an export into ${folder}`, { values: { kind: 'export-busy', place: folder }, hint: 'Wait for it to end.' });
    }
    try {
      await putInPlace(folder, noStep);
    } catch (error) {
      // Another process may be finishing it too.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw namedWriteError(error, folder);
    }
  }
}

/** Before any work: an export of ours stands there, and its folder may be written. @throws StudioError `already-exists` */
export async function checkReplaceable(folder: string): Promise<void> {
  await access(folder, constants.W_OK | constants.X_OK);
  const names = (await readdir(folder)).filter((name) => ownerOf(name) === null);
  if (names.length === 0) return;
  if (await manifestIn(join(folder, manifestFile))) return;
  throw new StudioError('already-exists', `${folder} exists and is no export of Graft Studio; it is never replaced`, {
    values: { kind: 'export-there-of-others', place: folder },
    field: 'out',
    hint: 'Give another folder with --out.',
  });
}

/**
 * Puts the export in `staged`, a folder of ours inside `folder`, in place of the one there. Only files that the earlier
 * manifest lists, and that are still what it says, are replaced; one that was changed is kept beside, all else stays.
 * @param owner a name of `ownedName` of this process
 * @returns names under which changed files were kept
 * @throws StudioError `busy`
 */
export async function replaceExport(staged: string, folder: string, owner: string, onStep: OnStep = noStep): Promise<string[]> {
  await writeNewFile(join(staged, ownerFile), [Buffer.from(owner)]);
  await syncFolder(staged);
  for (;;) {
    await recoverExport(folder);
    try {
      onStep();
      await rename(staged, join(folder, waitingFolder));
      break;
    } catch (error) {
      // Another export came first.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  try {
    await syncFolder(folder);
    return await putInPlace(folder, onStep);
  } catch (error) {
    // Nobody works on it any more: the next use goes on.
    await rm(join(folder, waitingFolder, ownerFile), { force: true });
    throw error;
  }
}
