import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DataFolder } from '../../core/data-folder.ts';
import { StudioError } from '../../core/errors.ts';
import { ownedName } from '../../core/files/owned-name.ts';
import { sweepStudioFolder } from '../../core/files/sweep.ts';
import { namedWriteError } from '../../core/files/write-error.ts';

export type UploadKind = 'picture' | 'weights';

interface Upload {
  /** What calls name it by. */
  readonly upload: string;
  /** As the page named it, without folders. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** Files that a page sent; they are gone after an hour or when the program ends. */
export interface Uploads {
  /** Streams a body to the disk. @throws StudioError `bad-usage`, `out-of-disk`, or what the body failed with; nothing stays then */
  receive(body: ReadableStream<Uint8Array> | null, about: { name: string; kind: UploadKind }): Promise<Upload>;
  /** Where an upload lies. @throws StudioError `not-found` */
  find(upload: string): Upload & { readonly file: string };
  /** Gives its space back; nothing where it is gone already. */
  remove(upload: string): Promise<void>;
  close(): Promise<void>;
}

export interface UploadsOptions {
  readonly keptMs?: number;
  /** Of all uploads at one time. */
  readonly totalLimitBytes?: number;
}

/** Opens `uploads/` of the data folder; what a program that died left there is removed. */
export async function openUploads(
  { root }: DataFolder,
  { keptMs = 3_600_000, totalLimitBytes = 4_000_000_000 }: UploadsOptions = {},
): Promise<Uploads> {
  const all = path.join(root, 'uploads');
  const own = path.join(all, ownedName(''));
  sweepStudioFolder(all);
  await mkdir(own, { recursive: true, mode: 0o700 });
  const held = new Map<string, Upload & { file: string; timer: NodeJS.Timeout }>();
  let heldBytes = 0;

  async function remove(upload: string): Promise<void> {
    const entry = held.get(upload);
    if (!entry) return;
    held.delete(upload);
    heldBytes -= entry.sizeBytes;
    clearTimeout(entry.timer);
    await rm(entry.file, { force: true });
  }

  async function receive(
    body: ReadableStream<Uint8Array> | null,
    about: { name: string; kind: UploadKind },
  ): Promise<Upload> {
    const name = plainName(about.name);
    if (!body) throw new StudioError('bad-usage', `${name} has no bytes`, { values: { kind: 'upload-empty', name }, field: 'body' });
    const upload = randomBytes(16).toString('hex');
    // Its own extension, since readers of weights go by it; nothing else of a name from outside lands on the disk.
    const file = path.join(own, upload + (/\.[a-z0-9]{1,12}$/i.exec(name)?.[0] ?? ''));
    let sizeBytes = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        sizeBytes += chunk.byteLength;
        heldBytes += chunk.byteLength;
        if (heldBytes > totalLimitBytes) throw tooMuch(totalLimitBytes);
        yield chunk;
      }
    };
    const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    try {
      await pipeline(Readable.fromWeb(body as never), counted, target);
    } catch (error) {
      heldBytes -= sizeBytes;
      // A body that fails at once does so before the file is made, which would then come after its removal.
      if (!target.closed) await new Promise<void>((resolve) => target.once('close', () => resolve()));
      await rm(file, { force: true });
      throw namedWriteError(error, file);
    }
    const timer = setTimeout(() => void remove(upload), keptMs).unref();
    held.set(upload, { upload, name, sizeBytes, file, timer });
    return { upload, name, sizeBytes };
  }

  return {
    receive,
    find(upload) {
      const entry = held.get(upload);
      if (!entry) {
        throw new StudioError('not-found', `There is no upload "${upload.slice(0, 60)}"`, {
          values: { kind: 'no-such-upload' },
          field: 'upload',
          hint: 'Uploads are kept for an hour: choose the file again.',
        });
      }
      const { name, sizeBytes, file } = entry;
      return { upload, name, sizeBytes, file };
    },
    remove,
    async close() {
      for (const { timer } of held.values()) clearTimeout(timer);
      held.clear();
      await rm(own, { recursive: true, force: true });
    },
  };
}

function plainName(given: string): string {
  const name = given.split(/[/\\]/).at(-1)!.trim();
  // oxlint-disable-next-line no-control-regex
  if (name !== '' && name.length <= 255 && !/[\u0000-\u001f]/.test(name)) return name;
  throw new StudioError('bad-usage', `The file's name is "${given.slice(0, 100)}"`, {
    values: { kind: 'upload-name', name: given.slice(0, 100) },
    field: 'name',
    hint: 'Give the name of the file in ?name=.',
  });
}

const tooMuch = (limitBytes: number): StudioError =>
  new StudioError('bad-usage', `More than ${Math.floor(limitBytes / 1e6)} MB of uploads are waiting`, {
    values: { kind: 'uploads-full', mostBytes: limitBytes },
    hint: 'Send fewer files at once, or wait an hour until the earlier ones are gone.',
  });
