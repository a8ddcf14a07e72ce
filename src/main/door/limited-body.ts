import { BodyTooLarge } from '../api/body-too-large.ts';

/** The same request with a body that fails with {@link BodyTooLarge} at `limitBytes`; at once where the request says its length. */
export function limitBody(request: Request, limitBytes: number): Request {
  if (!request.body) return request;
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes)
    return withBody(request, failing(new BodyTooLarge(limitBytes)));
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
  return withBody(request, counted);
}

const failing = (error: Error) => new ReadableStream<Uint8Array>({ start: (controller) => controller.error(error) });

const withBody = (request: Request, body: ReadableStream<Uint8Array>): Request =>
  new Request(request, { body, duplex: 'half' } as RequestInit);
