import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StudioError } from '../errors.ts';
import { syncFolder } from '../files/durable.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { withLockFile } from '../files/lock-file.ts';
import { checkSpace } from '../files/target.ts';
import type { HubFile } from '../nets/catalogue.ts';
import { blobPath, placeInHubCache } from './hub-cache.ts';
import { authorisation, hubMetadata } from './hub-metadata.ts';
import type { HubMetadata } from './hub-metadata.ts';
import type { HubSettings } from './hub-settings.ts';
import { downloadResumably } from './resumable-download.ts';
import type { ResumableDownload } from './resumable-download.ts';

export type DownloadOptions = Pick<ResumableDownload, 'onProgress' | 'signal' | 'retryDelaysMs' | 'stallMs'>;

function checkExpected(hub: HubFile, expected: string | null, { sha256, commit }: HubMetadata): void {
  if (expected === null || expected === sha256) return;
  const found = `sha256 ${sha256} at commit ${commit}`;
  const problem = `The hub now holds another ${hub.repository}/${hub.file} (${found}) than the expected ${expected}.`;
  throw new StudioError('download-failed', problem, {
    values: { kind: 'hub-other-file', file: `${hub.repository}/${hub.file}`, found: sha256, expected },
    hint: 'Check HF_ENDPOINT; to use the new file all the same, fetch it yourself and use graft backbones import.',
  });
}

async function isIntact(blob: string, { sha256, sizeBytes }: HubMetadata): Promise<boolean> {
  const stats = await stat(blob).catch(() => null);
  return stats?.size === sizeBytes && (await sha256OfFile(blob)) === sha256;
}

/**
 * Downloads a file of the hub into the user's Hugging Face cache, where every other tool finds it too.
 * @param sha256 the catalogue's, or `null` for the hub's own at the commit it pins
 * @returns the file in the cache's snapshot folder, verified
 * @throws StudioError `offline`, `download-failed`, `out-of-disk`, `busy`, `cancelled`
 */
export async function downloadFromHub(
  settings: HubSettings,
  hub: HubFile,
  sha256: string | null,
  options: DownloadOptions = {},
): Promise<string> {
  const what = `${hub.repository}/${hub.file}`;
  if (settings.offline) {
    throw new StudioError('offline', `${what} is not on this machine, and HF_HUB_OFFLINE forbids to fetch it.`, {
      values: { kind: 'offline-forbidden', what },
      hint: 'Unset HF_HUB_OFFLINE, or use graft backbones import with a file brought from elsewhere.',
    });
  }
  const metadata = await hubMetadata(settings, hub, options.signal);
  checkExpected(hub, sha256, metadata);
  const blob = blobPath(settings, hub, metadata.sha256);
  const incompleteFile = `${blob}.incomplete`;
  await mkdir(dirname(blob), { recursive: true });
  await withLockFile(`${incompleteFile}.lock`, `fetching ${what}`, async () => {
    const { url, sizeBytes, sha256 } = metadata;
    // A commit that changed other files of the repository brings no new bytes.
    if (await isIntact(blob, metadata)) return;
    await checkSpace(dirname(blob), sizeBytes, 'Free some space, or set HF_HUB_CACHE to a folder on another disk.');
    await downloadResumably({ ...options, url, headers: authorisation(settings), incompleteFile, sha256, sizeBytes, what });
    await rename(incompleteFile, blob);
    await syncFolder(dirname(blob));
  });
  return placeInHubCache(settings, hub, metadata.commit, metadata.sha256);
}
