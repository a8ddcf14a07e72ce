import { stat } from 'node:fs/promises';
import type { DownloadState } from '../../shared/contract/backbone-calls.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { DataFolder } from '../data-folder.ts';
import { StudioError, toWireError } from '../errors.ts';
import { backboneInfo, downloadBackbone } from './backbones.ts';
import type { BackboneInfo } from './backbones.ts';
import type { DownloadOptions } from './hub-download.ts';
import { hubSettings } from './hub-settings.ts';
import type { Environment } from './hub-settings.ts';
import { partialBytes } from './partial-download.ts';

/** Downloads of backbones that go on while windows come and go. Each change is published as a `download` event. */
export interface Downloads {
  /** Begins, or goes on where it stopped; one that runs already is left alone. @throws StudioError `not-found` */
  start(backbone: string): Promise<DownloadState>;
  /** Stops and keeps what came. @throws StudioError `not-found` where nothing is being downloaded */
  pause(backbone: string): Promise<DownloadState>;
  /** What there is to show beside a backbone: of this program's start, or left on the disk by an earlier one. */
  stateOf(info: BackboneInfo): Promise<DownloadState | null>;
  /** Stops all and keeps what came. */
  close(): Promise<void>;
}

export interface DownloadsOptions {
  readonly folder: Pick<DataFolder, 'backbones'>;
  readonly publish: (event: StudioEvent) => void;
  readonly environment?: Environment;
  /** Downloads at the same time; the others wait. */
  readonly atOnce?: number;
  readonly retryDelaysMs?: DownloadOptions['retryDelaysMs'];
}

interface Entry {
  state: DownloadState;
  readonly stop: AbortController;
  /** Ends with the download, however; never rejects. */
  ended: Promise<void>;
}

const waits = { message: 'Waits for another download.', values: { kind: 'waits-for-download' } };

export function createDownloads({ folder, publish, environment = process.env, atOnce = 2, retryDelaysMs }: DownloadsOptions): Downloads {
  const entries = new Map<string, Entry>();
  const queue: (() => void)[] = [];
  let running = 0;

  const tell = (entry: Entry, changes: Partial<DownloadState>): void => {
    entry.state = { ...entry.state, ...changes };
    publish({ type: 'download', download: entry.state });
  };

  /** Resolves when there is a place, or at once where it was stopped. */
  async function takePlace(signal: AbortSignal): Promise<boolean> {
    if (running < atOnce) {
      running += 1;
      return true;
    }
    const place = Promise.withResolvers<boolean>();
    const enter = (): void => place.resolve(true);
    const leave = (): void => {
      const index = queue.indexOf(enter);
      if (index >= 0) queue.splice(index, 1);
      place.resolve(false);
    };
    queue.push(enter);
    signal.addEventListener('abort', leave, { once: true });
    return place.promise;
  }
  /** The place goes to the next in line, or is free. */
  const leavePlace = (): void => {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  };

  async function fetchInPlace(entry: Entry): Promise<void> {
    const { backbone } = entry.state;
    const { signal } = entry.stop;
    tell(entry, { message: null, values: undefined });
    const { file } = await downloadBackbone(folder, backbone, {
      environment,
      signal,
      retryDelaysMs,
      onProgress: ({ receivedBytes, totalBytes }) => tell(entry, { receivedBytes, totalBytes }),
    });
    const { size } = await stat(file);
    tell(entry, { state: 'done', receivedBytes: size, totalBytes: size });
    publish({ type: 'backbones' });
  }

  async function run(entry: Entry): Promise<void> {
    if (!(await takePlace(entry.stop.signal))) return tell(entry, { state: 'paused', message: null });
    try {
      if (entry.stop.signal.aborted) tell(entry, { state: 'paused', message: null });
      else await fetchInPlace(entry);
    } catch (error) {
      if (entry.stop.signal.aborted) tell(entry, { state: 'paused', message: null });
      else tell(entry, { state: 'failed', message: toWireError(error).message, error: toWireError(error) });
    } finally {
      leavePlace();
    }
  }

  async function leftOnDisk({ id, hub, sha256, sizeBytes, sizeIsExact }: BackboneInfo): Promise<DownloadState | null> {
    const receivedBytes = hub && (await partialBytes(hubSettings(environment), hub, sha256));
    if (receivedBytes === null) return null;
    return { backbone: id, state: 'paused', receivedBytes, totalBytes: sizeIsExact ? sizeBytes : null, message: null };
  }

  async function stateOf(info: BackboneInfo): Promise<DownloadState | null> {
    const entry = entries.get(info.id);
    if (entry && entry.state.state !== 'done') return entry.state;
    return info.onDisk ? null : leftOnDisk(info);
  }

  return {
    async start(backbone) {
      const info = await backboneInfo(folder, backbone, environment);
      if (info.hub === null) {
        throw new StudioError('not-found', `${backbone} is nowhere to be downloaded from: it is on this machine`, { values: { kind: 'backbone-is-here', name: backbone }, field: 'backbone' });
      }
      const before = entries.get(backbone);
      if (before?.stop.signal.aborted) await before.ended;
      const known = entries.get(backbone);
      if (known?.state.state === 'running') return known.state;
      const part = await leftOnDisk(info);
      // Looked up again: another window may have been quicker.
      const quicker = entries.get(backbone);
      if (quicker && quicker !== known) return quicker.state;
      const entry: Entry = {
        state: {
          backbone,
          state: 'running',
          receivedBytes: part?.receivedBytes ?? 0,
          totalBytes: info.sizeIsExact ? info.sizeBytes : null,
          ...(running < atOnce ? { message: null, values: undefined } : waits),
        },
        stop: new AbortController(),
        ended: Promise.resolve(),
      };
      entries.set(backbone, entry);
      publish({ type: 'download', download: entry.state });
      entry.ended = run(entry);
      return entry.state;
    },
    async pause(backbone) {
      const entry = entries.get(backbone);
      if (!entry) {
        const left = await stateOf(await backboneInfo(folder, backbone, environment));
        if (left) return left;
        throw new StudioError('not-found', `${backbone} is not being downloaded`, { values: { kind: 'backbone-not-downloading', name: backbone }, field: 'backbone' });
      }
      entry.stop.abort();
      await entry.ended;
      return entry.state;
    },
    stateOf,
    async close() {
      for (const { stop } of entries.values()) stop.abort();
      await Promise.all([...entries.values()].map(({ ended }) => ended));
    },
  };
}
