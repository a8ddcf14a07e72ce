import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * A request of node:http as the web's own Request. Its signal aborts when the client goes away. Not `Readable.toWeb`: giving its
 * stream up destroys the socket, and with it the answer that says why.
 */
export function toWebRequest(incoming: IncomingMessage, outgoing: ServerResponse, origin: string): Request {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const isReading = incoming.method === 'GET' || incoming.method === 'HEAD';
  return new Request(`${origin}${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers: webHeaders(incoming),
    signal: gone.signal,
    ...(hasBody(incoming) && !isReading ? { body: bodyOf(incoming), duplex: 'half' } : {}),
  } as RequestInit);
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

function webHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index]!, rawHeaders[index + 1]!);
  return headers;
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isOver = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (act: () => void) => {
        if (isOver) return;
        isOver = true;
        act();
      };
      incoming.on('data', (chunk: Uint8Array) => {
        if (isOver) return;
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.once('end', () => end(() => controller.close()));
      incoming.once('error', (error) => end(() => controller.error(error)));
      incoming.once('close', () =>
        end(() => controller.error(new Error('The client went away before all of the body came'))),
      );
      incoming.pause();
    },
    pull: () => void incoming.resume(),
    cancel() {
      isOver = true;
      incoming.pause();
    },
  });
}

/** How long what a refused client still sends is read and thrown away, so that it comes to read the answer. */
const drainMs = 5000;

/** Sends an answer at the pace of whoever reads it; ends its stream when the client goes away. */
export async function sendResponse(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  const isUnread = hasBody(incoming) && !incoming.complete;
  // A connection whose request was not read to its end is of no more use.
  if (isUnread) outgoing.setHeader('connection', 'close');
  if (incoming.method === 'HEAD' || !response.body) {
    await response.body?.cancel();
    outgoing.flushHeaders();
  } else await pump(response.body, outgoing);
  if (isUnread) await drained(incoming);
  outgoing.end();
}

async function pump(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  const giveUp = () => void reader.cancel().catch(() => undefined);
  outgoing.once('close', giveUp);
  outgoing.flushHeaders();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || outgoing.destroyed) return;
      if (!outgoing.write(value)) await writable(outgoing);
    }
  } finally {
    outgoing.off('close', giveUp);
  }
}

function writable(outgoing: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = () => {
    outgoing.off('drain', finish).off('close', finish);
    resolve();
  };
  outgoing.on('drain', finish).on('close', finish);
  return promise;
}

async function drained(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, drainMs);
  // The body's stream, which nobody reads any more, would hold the rest back.
  incoming.removeAllListeners('data');
  incoming.on('end', resolve).on('close', resolve).on('error', resolve).resume();
  await promise;
  clearTimeout(timer);
}
