import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { makeZip, predictLength } from 'client-zip';
import { StudioError } from '../../core/errors.ts';
import { getExport } from '../../core/store/exports.ts';
import type { Desk } from '../api/desk.ts';

interface Packed {
  /** In the archive: below one folder, which is called as on the disk. */
  readonly name: string;
  readonly file: string;
  readonly size: number;
  readonly lastModified: Date;
}

/**
 * `GET /api/exports/<n>/zip`: the folder of an export as a ZIP file, sent while it is read: weights are larger than memory should be. Nothing is
 * compressed, since weights do not get smaller.
 * @throws StudioError `not-found` where there is no such export, or its folder is gone
 */
export async function exportResponse({ studio }: Pick<Desk, 'studio'>, id: number): Promise<Response> {
  const { folder } = getExport(studio.db, id);
  const packed = await filesOf(folder);
  return new Response(leavable(makeZip(entries(packed))), {
    headers: {
      'content-type': 'application/zip',
      'content-length': String(predictLength(packed)),
      'content-disposition': `attachment; filename="${path.basename(folder).replaceAll(/[^\w.-]/g, '_')}.zip"`,
    },
  });
}

/** `client-zip` throws the reason of whoever goes away back at him; that is no fault. */
function leavable(zip: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = zip.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) =>
      reader.cancel(reason).catch((error: unknown) => {
        if (error !== reason) throw error;
      }),
  });
}

/** Regular files alone: what a link leads to is none of the export. */
async function filesOf(folder: string): Promise<Packed[]> {
  let found;
  try {
    found = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new StudioError('not-found', `The folder of the export, ${folder}, is gone`, {
      values: { kind: 'export-gone', folder },
      hint: 'Export the run again.',
    });
  }
  const files = found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(
    files.toSorted().map(async (file) => {
      const { size, mtime } = await stat(file);
      const name = [path.basename(folder), ...path.relative(folder, file).split(path.sep)].join('/');
      return { name, file, size, lastModified: mtime };
    }),
  );
}

/** Opened one after the other, and closed where the reader goes away. */
async function* entries(packed: readonly Packed[]) {
  for (const { name, file, size, lastModified } of packed) {
    const stream = createReadStream(file);
    try {
      yield { name, size, lastModified, input: Readable.toWeb(stream) as ReadableStream<Uint8Array> };
    } finally {
      stream.destroy();
    }
  }
}
