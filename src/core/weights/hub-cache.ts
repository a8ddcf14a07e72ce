import { mkdir, readdir, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { HubFile } from '../nets/catalogue.ts';
import { syncFolder } from '../files/durable.ts';
import { ifReachable } from '../files/if-there.ts';
import { ownedName } from '../files/owned-name.ts';
import { sweepOnce } from '../files/sweep.ts';
import { namedWriteError } from '../files/write-error.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import type { HubSettings } from './hub-settings.ts';

/*
 * The layout that every Hugging Face tool shares:
 *   models--<owner>--<name>/blobs/<sha256>             the bytes, once
 *   models--<owner>--<name>/snapshots/<commit>/<file>  a link to its blob
 *   models--<owner>--<name>/refs/<branch>              the commit it last pointed to
 */
const repositoryFolder = (settings: HubSettings, hub: HubFile) =>
  join(settings.cacheFolder, `models--${hub.repository.replaceAll('/', '--')}`);

export const blobPath = (settings: HubSettings, hub: HubFile, sha256: string): string =>
  join(repositoryFolder(settings, hub), 'blobs', sha256);

/** Commits with a snapshot, the one the wanted revision last meant first, then the newest. */
async function commitsInCache(repository: string, revision: string): Promise<string[]> {
  const commits = (await ifReachable(readdir(join(repository, 'snapshots')))) ?? [];
  const current = (await ifReachable(readFile(join(repository, 'refs', revision), 'utf8')))?.trim() ?? revision;
  const dated = await Promise.all(
    commits.map(async (commit) => {
      const stats = await ifReachable(stat(join(repository, 'snapshots', commit)));
      return { commit, time: commit === current ? Number.POSITIVE_INFINITY : (stats?.mtimeMs ?? 0) };
    }),
  );
  return dated.sort((a, b) => b.time - a.time).map(({ commit }) => commit);
}

/**
 * A file that any tool has put into the user's Hugging Face cache, or `null`. A blob named after another sha256, or of
 * another size, is not it. Nothing is hashed here.
 */
export async function findInHubCache(
  settings: HubSettings,
  hub: HubFile,
  expected: { sha256: string | null; sizeBytes: number | null },
): Promise<string | null> {
  const repository = repositoryFolder(settings, hub);
  for (const commit of await commitsInCache(repository, hub.revision ?? 'main')) {
    const file = join(repository, 'snapshots', commit, hub.file);
    const stats = await ifReachable(stat(file));
    if (!stats?.isFile()) continue;
    if (expected.sizeBytes !== null && stats.size !== expected.sizeBytes) continue;
    const blob = basename(await realpath(file));
    if (expected.sha256 === null || blob === expected.sha256 || !/^[0-9a-f]{64}$/.test(blob)) return file;
  }
  return null;
}

/**
 * Makes a verified blob visible under its commit, as huggingface_hub does.
 * @returns the file in the snapshot
 */
export async function placeInHubCache(settings: HubSettings, hub: HubFile, commit: string, sha256: string): Promise<string> {
  const repository = repositoryFolder(settings, hub);
  const file = join(repository, 'snapshots', commit, hub.file);
  await mkdir(dirname(file), { recursive: true });
  sweepOnce(dirname(file));
  const link = join(dirname(file), ownedName('tmp'));
  try {
    await symlink(relative(dirname(file), blobPath(settings, hub, sha256)), link);
    await rename(link, file);
  } catch (error) {
    await rm(link, { force: true });
    throw namedWriteError(error, file);
  }
  await syncFolder(dirname(file));
  const revision = hub.revision ?? 'main';
  if (revision !== commit) {
    await writeFileAtomically(join(repository, 'refs', revision), async (handle) => void (await handle.write(commit)));
  }
  return file;
}
