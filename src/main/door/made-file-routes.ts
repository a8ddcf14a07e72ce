import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { FinishedFiles } from '../api/finished-files.ts';
import type { SamplePictures } from '../api/sample-pictures.ts';

/** `GET /api/files/<name>`: a file that the program made for the page, as a download. Null for a name that was not given, or gone. */
export async function finishedFileResponse(files: FinishedFiles, name: string): Promise<Response | null> {
  const file = files.lookup(name);
  const size = file === undefined ? null : await sizeOfFile(file);
  if (file === undefined || size === null) return null;
  const type = path.extname(name).toLowerCase() === '.csv' ? 'text/csv; charset=utf-8' : 'application/octet-stream';
  return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': type,
      'content-length': String(size),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percent)}`,
    },
  });
}

/** `GET /samples/<token>/<n>`: a small WebP made for one answer; a token never means anything else. */
export function sampleResponse(samples: SamplePictures, token: string, index: number): Response | null {
  const picture = samples.get(token, index);
  if (!picture) return null;
  const headers = { 'content-type': 'image/webp', 'cache-control': 'private, max-age=3600, immutable' };
  return new Response(new Uint8Array(picture), { headers: { ...headers, 'content-length': String(picture.length) } });
}

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

async function sizeOfFile(file: string): Promise<number | null> {
  try {
    await using handle = await open(file);
    const stats = await handle.stat();
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
