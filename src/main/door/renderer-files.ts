import { open, realpath } from 'node:fs/promises';
import path from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * A file of the built renderer; a path without an extension is a page of it, which index.html shows. Null where there is none.
 * @param segments plain names as `findRoute` gives them; links that lead out of the folder are not followed
 */
export async function rendererResponse(folder: string, segments: readonly string[]): Promise<Response | null> {
  const last = segments.at(-1);
  const isPage = last === undefined || !last.includes('.');
  const relative = isPage ? ['index.html'] : segments;
  const contentType = contentTypes[path.extname(relative.at(-1)!).toLowerCase()];
  if (contentType === undefined) return null;
  const file = await containedFile(folder, relative);
  if (file === null) return null;
  const bytes = await bytesOfFile(file);
  if (bytes === null) return null;
  // Vite puts a hash of the content into every name below assets/.
  const isHashed = !isPage && segments[0] === 'assets';
  return new Response(bytes, {
    headers: {
      'content-type': contentType,
      'content-length': String(bytes.byteLength),
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
}

/** The real path of a file inside a folder, null where it is not there or a link leads elsewhere. */
async function containedFile(folder: string, segments: readonly string[]): Promise<string | null> {
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, ...segments));
    return file.startsWith(root + path.sep) ? file : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** At once: the largest is under a megabyte, and a stream costs a page that is asked for more than its bytes. */
async function bytesOfFile(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const handle = await open(file);
  try {
    const stats = await handle.stat();
    return stats.isFile() ? new Uint8Array(await handle.readFile()) : null;
  } finally {
    await handle.close();
  }
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
