import { imageFile } from '../../core/datasets/files/image-location.ts';
import { StudioError, toWireError } from '../../core/errors.ts';
import { thumbnailSizes } from '../../core/images/thumbnail.ts';
import type { ThumbnailSize } from '../../core/images/thumbnail.ts';
import type { Desk } from '../api/desk.ts';
import { errorResponse } from './error-response.ts';

/** With `v` the address names the content, so that it may be kept for ever; without, a row number may come to mean another picture. */
const keptForEver = 'private, max-age=31536000, immutable';
const askedAgain = 'private, no-cache';
const unshowable = 415;

function sizeOf(text: string | null): ThumbnailSize {
  const size = thumbnailSizes.find((known) => String(known) === (text ?? '320'));
  if (size !== undefined) return size;
  throw new StudioError('bad-usage', `size is "${text?.slice(0, 20)}"`, {
    field: 'size',
    hint: `It takes ${thumbnailSizes.join(', ')}.`,
  });
}

const goneUnder = (image: number, version: string) =>
  new StudioError('not-found', `Image ${image} is not the one called ${version.slice(0, 64)} any more`, {
    field: 'v',
    hint: 'Ask for the data set again.',
  });

/**
 * `GET /images/<id>?size=160|320|1600[&v=<beginning of its sha256>]`: a picture of a data set by its row number, as WebP.
 * 404 where it is not there (any more), 415 where it cannot be shown; aborting the request takes it out of the queue.
 */
export async function imageResponse(
  desk: Pick<Desk, 'studio' | 'thumbnails'>,
  request: Request,
  image: number,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  try {
    const size = sizeOf(searchParams.get('size'));
    const source = imageFile(desk.studio.db, image);
    const version = searchParams.get('v');
    if (version !== null && (version.length < 8 || !source.sha256.startsWith(version))) throw goneUnder(image, version);
    const headers = {
      etag: `"${source.sha256}-${size}"`,
      'cache-control': version === null ? askedAgain : keptForEver,
    };
    if (request.headers.get('if-none-match') === headers.etag) return new Response(null, { status: 304, headers });
    const bytes = await desk.thumbnails.get(source, size, request.signal);
    return new Response(new Uint8Array(bytes), {
      headers: { ...headers, 'content-type': 'image/webp', 'content-length': String(bytes.length) },
    });
  } catch (error) {
    if (error instanceof StudioError && error.code === 'bad-image') return errorResponse(toWireError(error), unshowable);
    throw error;
  }
}
