import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequest, sendResponse } from '@remix-run/node-fetch-server';

/** A request of node:http as the web's own Request. Its signal aborts when the client goes away. */
export const toWebRequest = (incoming: IncomingMessage, outgoing: ServerResponse, host: string): Request =>
  createRequest(incoming, outgoing, { protocol: 'http:', host });

/** How long what a refused client still sends is read and thrown away, so that it comes to read the answer. */
const drainMs = 5000;

const isUnread = (incoming: IncomingMessage): boolean =>
  (incoming.headers['content-length'] !== undefined || incoming.headers['transfer-encoding'] !== undefined) && !incoming.complete;

/** Sends an answer at the pace of whoever reads it; ends its stream when the client goes away. */
export async function answerWith(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  let { body } = response;
  if (incoming.method === 'HEAD') {
    await body?.cancel();
    body = null;
  }
  if (isUnread(incoming)) {
    // A connection whose request was not read to its end is of no more use.
    outgoing.setHeader('connection', 'close');
    body = endingAfter(body, () => drained(incoming));
  }
  const { status, headers } = response;
  const sent = sendResponse(outgoing, new Response(body, { status, statusText: STATUS_CODES[status] ?? '', headers }));
  // A stream of events may have nothing to say for long.
  outgoing.flushHeaders();
  await sent;
}

/** The same body, whose end waits for `work`. */
function endingAfter(body: ReadableStream<Uint8Array> | null, work: () => Promise<void>): ReadableStream<Uint8Array> {
  const start = body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  return start.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({ flush: work }));
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
