import { StudioError } from '../../core/errors.ts';

/** A body of more bytes than are taken; answered with 413. */
export class BodyTooLarge extends StudioError {
  constructor(limitBytes: number) {
    const limit = `${Math.floor(limitBytes / 1e6)} MB`;
    super('bad-usage', `The request is larger than ${limit}`, { hint: `At most ${limit} are taken at once.` });
  }
}

/** The same request with a body that fails with {@link BodyTooLarge} at `limitBytes`; refused at once where it says its length. */
export function limitBody(request: Request, limitBytes: number): Request {
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw new BodyTooLarge(limitBytes);
  if (!request.body) return request;
  let bytes = 0;
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > limitBytes) throw new BodyTooLarge(limitBytes);
        controller.enqueue(chunk);
      },
    }),
  );
  return new Request(request, { body: counted, duplex: 'half' } as RequestInit);
}
