import { StudioError } from '../errors.ts';
import type { HubFile } from '../nets/catalogue.ts';
import { downloadCancelled, refusedByHub, unreachable } from './hub-errors.ts';
import type { HubSettings } from './hub-settings.ts';

/** What the hub says about one file at one commit. */
export interface HubMetadata {
  readonly commit: string;
  readonly sizeBytes: number;
  /** The hub's own checksum of the content (its large-file id). */
  readonly sha256: string;
  readonly url: string;
}

export const authorisation = (settings: HubSettings): Record<string, string> =>
  settings.token === undefined ? {} : { Authorization: `Bearer ${settings.token}` };

/** The library's requests with the user's token (which it would refuse when it does not begin with hf_) and a time limit. */
const fetchFor = (settings: HubSettings, signal: AbortSignal | undefined): typeof fetch =>
  function fetchWithLimit(url, init) {
    const limits = [AbortSignal.timeout(30_000), ...(signal ? [signal] : [])];
    const headers = { ...(init?.headers as Record<string, string>), ...authorisation(settings) };
    return fetch(url, { ...init, headers, signal: AbortSignal.any(limits) });
  };

/**
 * Pins a file to the commit its revision means now, with size and checksum there.
 * @throws StudioError `download-failed`, `cancelled`
 */
export async function hubMetadata(settings: HubSettings, hub: HubFile, signal?: AbortSignal): Promise<HubMetadata> {
  // 300 kB of library that most commands never need.
  const { HUB_URL, HubApiError, modelInfo, pathsInfo } = await import('@huggingface/hub');
  const { repository, file } = hub;
  const hubUrl = settings.endpoint ?? HUB_URL;
  const common = { hubUrl, fetch: fetchFor(settings, signal) };
  const what = `${repository}/${file}`;
  try {
    const { sha: commit } = await modelInfo({
      ...common,
      name: repository,
      revision: hub.revision ?? 'main',
      additionalFields: ['sha'],
    });
    if (!/^[0-9a-f]{40}$/.test(commit ?? '')) throw noChecksum(what);
    const [info] = await pathsInfo({ ...common, repo: repository, paths: [file], revision: commit });
    if (!info) throw refusedByHub(404, what);
    if (!info.lfs || !/^[0-9a-f]{64}$/.test(info.lfs.oid)) throw noChecksum(what);
    const url = `${hubUrl}/${repository}/resolve/${commit}/${file}`;
    return { commit, sizeBytes: info.lfs.size, sha256: info.lfs.oid, url };
  } catch (error) {
    if (error instanceof StudioError) throw error;
    if (signal?.aborted) throw downloadCancelled(what);
    if (error instanceof HubApiError) throw refusedByHub(error.statusCode, what, error);
    throw unreachable(what, error);
  }
}

const noChecksum = (what: string) =>
  new StudioError('download-failed', `The hub gives no commit or checksum for ${what}, so that it could not be verified.`, {
    values: { kind: 'hub-no-sum', what },
    hint: 'Check HF_ENDPOINT; or fetch the file yourself and use graft backbones import.',
  });
