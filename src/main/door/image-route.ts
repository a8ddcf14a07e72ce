import { imageFile } from '../../core/datasets/files/image-location.ts';
import { StudioError, toWireError } from '../../core/errors.ts';
import { thumbnailSizes } from '../../core/images/thumbnail-sizes.ts';
import type { ThumbnailSize } from '../../core/images/thumbnail-sizes.ts';
import { preprocessingSchema } from '../../shared/preprocessing.ts';
import type { InputGeometry } from '../../shared/preprocessing.ts';
import { seenText } from '../../shared/seen-address.ts';
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
    values: { kind: 'call-unread', detail: 'size' },
    field: 'size',
    hint: `It takes ${thumbnailSizes.join(', ')}.`,
  });
}

const seenSchema = preprocessingSchema.pick({ imageSize: true, cropPct: true, interpolation: true, fit: true, padColor: true });

/** How a picture is to be shown: for looking at, or as a network is given it (`seenText`). */
function shownAs(search: URLSearchParams): ThumbnailSize | InputGeometry {
  const text = search.get('seen');
  if (text === null) return sizeOf(search.get('size'));
  const [fit, imageSize, cropPct, interpolation, color] = text.split('-');
  const asked = { fit, imageSize: Number(imageSize), cropPct: Number(cropPct), interpolation, ...(color && { padColor: color.split('.').map(Number) }) };
  const { data } = seenSchema.safeParse(asked);
  if (data && seenText(data) === text) return data;
  throw new StudioError('bad-usage', `seen is "${text.slice(0, 60)}"`, {
    field: 'seen',
    values: { kind: 'call-unread', detail: 'seen' },
    hint: 'It is fit-imageSize-cropPct-interpolation, with -red.green.blue for pad.',
  });
}

const goneUnder = (image: number, version: string) =>
  new StudioError('not-found', `Image ${image} is not the one called ${version.slice(0, 64)} any more`, {
    values: { kind: 'no-such-image', image },
    field: 'v',
    hint: 'Ask for the data set again.',
  });

/**
 * `GET /images/<id>?size=160|320|1600[&v=<beginning of its sha256>]`: a picture of a data set by its row number, as WebP.
 * With `seen=<geometry>` in place of `size` exactly as a network is given it.
 * 404 where it is not there (any more), 415 where it cannot be shown; aborting the request takes it out of the queue.
 */
export async function imageResponse(
  desk: Pick<Desk, 'studio' | 'thumbnails'>,
  request: Request,
  image: number,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  try {
    const shown = shownAs(searchParams);
    const source = imageFile(desk.studio.db, image);
    const version = searchParams.get('v');
    if (version !== null && (version.length < 8 || !source.sha256.startsWith(version))) throw goneUnder(image, version);
    const headers = {
      etag: `"${source.sha256}-${searchParams.get('seen') ?? shown}"`,
      'cache-control': version === null ? askedAgain : keptForEver,
    };
    if (request.headers.get('if-none-match') === headers.etag) return new Response(null, { status: 304, headers });
    const { thumbnails } = desk;
    const bytes = typeof shown === 'number' ? await thumbnails.get(source, shown, request.signal) : await thumbnails.seen(source, shown, request.signal);
    return new Response(new Uint8Array(bytes), {
      headers: { ...headers, 'content-type': 'image/webp', 'content-length': String(bytes.length) },
    });
  } catch (error) {
    if (error instanceof StudioError && error.code === 'bad-image') return errorResponse(toWireError(error), unshowable);
    throw error;
  }
}
