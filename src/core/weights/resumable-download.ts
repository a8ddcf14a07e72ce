import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../errors.ts';
import { writeFully } from '../files/durable.ts';
import { hashFile } from '../files/hash-file.ts';
import { namedWriteError } from '../files/write-error.ts';
import { downloadCancelled, refusedByHub, unreachable } from './hub-errors.ts';

interface DownloadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export interface ResumableDownload {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the bytes gather; what an earlier attempt left there is kept and continued. */
  readonly incompleteFile: string;
  /** The content's sha256: it names what is fetched, so that bytes of two attempts are known to belong together. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** For messages. */
  readonly what: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Pauses between attempts that gained nothing; their number is the number of further attempts. */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** A connection that is silent for longer is dropped. */
  readonly stallMs?: number | undefined;
}

/** An attempt that gains less than this counts as a failure in the row of failures. */
const worthwhileBytes = 1 << 20;
const defaultDelaysMs = [500, 1000, 2000, 4000];

interface Part {
  readonly handle: FileHandle;
  hash: Hash;
  bytes: number;
}

async function restart(part: Part): Promise<void> {
  await part.handle.truncate(0);
  part.hash = createHash('sha256');
  part.bytes = 0;
}

/** An answer that may be another one in a moment. */
const refusedForNow = (status: number, what: string) =>
  Object.assign(new Error(`status ${status}`), { refusal: refusedByHub(status, what) });

/** Returns when the response's body continues the part, which may have been emptied for it. */
async function accept(response: Response, part: Part, { what, sizeBytes }: ResumableDownload): Promise<void> {
  const { status } = response;
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
    if (range && Number(range[1]) === part.bytes && (range[2] === '*' || Number(range[2]) === sizeBytes)) return;
    const wanted = part.bytes;
    await restart(part);
    throw new Error(`asked for bytes from ${wanted}, got ${response.headers.get('content-range')}`);
  }
  if (status === 200) {
    // A server that ignores ranges sends everything again.
    if (part.bytes > 0) await restart(part);
    return;
  }
  if (status === 416) await restart(part);
  else if (status !== 408 && status !== 425 && status !== 429 && status < 500) throw refusedByHub(status, what);
  throw refusedForNow(status, what);
}

async function receive(download: ResumableDownload, part: Part): Promise<void> {
  const { url, headers, sizeBytes, onProgress, signal, stallMs = 30_000 } = download;
  const silence = new AbortController();
  const onSilence = () => silence.abort(new Error(`nothing came for ${stallMs / 1000} s`));
  let timer = setTimeout(onSilence, stallMs);
  try {
    const range = part.bytes > 0 ? { Range: `bytes=${part.bytes}-` } : {};
    const response = await fetch(url, {
      headers: { ...headers, 'Accept-Encoding': 'identity', ...range },
      signal: AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]),
    });
    try {
      await accept(response, part, download);
    } catch (error) {
      await response.body?.cancel();
      throw error;
    }
    onProgress?.({ receivedBytes: part.bytes, totalBytes: sizeBytes });
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(onSilence, stallMs);
      await writeFully(part.handle, chunk, part.bytes);
      part.bytes += chunk.length;
      part.hash.update(chunk);
      if (part.bytes > sizeBytes) return;
      onProgress?.({ receivedBytes: part.bytes, totalBytes: sizeBytes });
    }
  } finally {
    clearTimeout(timer);
  }
  if (part.bytes < sizeBytes) throw new Error(`it closed after ${part.bytes} of ${sizeBytes} bytes`);
}

/** Gathers all bytes, over as many connections as it takes. */
async function gather(download: ResumableDownload, part: Part): Promise<void> {
  const { what, sizeBytes, signal, retryDelaysMs = defaultDelaysMs } = download;
  for (let failures = 0; part.bytes < sizeBytes; ) {
    const before = part.bytes;
    try {
      await receive(download, part);
    } catch (error) {
      if (signal?.aborted) throw downloadCancelled(what);
      const named = namedWriteError(error, download.incompleteFile);
      if (named instanceof StudioError) throw named;
      failures = part.bytes - before >= worthwhileBytes ? 1 : failures + 1;
      const delayMs = retryDelaysMs[failures - 1];
      if (delayMs === undefined) throw (error as { refusal?: StudioError }).refusal ?? unreachable(what, error);
      await sleep(delayMs, undefined, { signal }).catch(() => {
        throw downloadCancelled(what);
      });
    }
  }
}

/**
 * Fetches a file of known sha256 and size, going on where an earlier attempt stopped: Range requests, pauses between
 * attempts, the hash taken while the bytes come. Ranges need no If-Range: the hash names the content.
 * Afterwards `incompleteFile` holds exactly that content, synced; the caller renames it.
 * @throws StudioError `download-failed` (refused, cut off for good, or another content: then nothing is kept),
 *   `cancelled`, `out-of-disk`
 */
export async function downloadResumably(download: ResumableDownload): Promise<void> {
  const { incompleteFile, sha256, sizeBytes, what } = download;
  const earlier = await stat(incompleteFile).catch(() => null);
  const handle = await open(incompleteFile, earlier ? 'r+' : 'w+');
  try {
    const part: Part = { handle, hash: createHash('sha256'), bytes: earlier?.size ?? 0 };
    if (part.bytes > sizeBytes) await restart(part);
    else if (part.bytes > 0) await hashFile(incompleteFile, part.hash);
    const isResumed = part.bytes > 0;
    await gather(download, part);
    let found = part.hash.digest('hex');
    if (found !== sha256 && isResumed) {
      // The bytes that lay there may have been bad; those of one go are not.
      await restart(part);
      await gather(download, part);
      found = part.hash.digest('hex');
    }
    if (found !== sha256 || part.bytes !== sizeBytes) {
      await rm(incompleteFile, { force: true });
      const problem = `${what} arrived with the sha256 ${found} instead of ${sha256}; it was thrown away.`;
      throw new StudioError('download-failed', problem, {
        values: { kind: 'download-differs', what, found, expected: sha256 },
        hint: 'Try again; if it happens twice, the server or a proxy on the way changes the file (check HF_ENDPOINT).',
      });
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
