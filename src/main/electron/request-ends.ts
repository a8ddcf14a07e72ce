import type { WebRequest } from 'electron';
import { ownOrigin } from './own-origin.ts';

/** Its value is the session's; what a page writes there is written over. */
const header = 'x-graft-request';

/**
 * The `signal` of a request that `protocol.handle` was given never aborts (seen in Electron 33), so pictures that nobody waits for any more
 * would be made. The session hears of the end of each: a number in a header says which is which.
 * @returns the same request with a signal that aborts when the page gives it up
 */
export function hearRequestEnds(webRequest: Pick<WebRequest, 'onBeforeSendHeaders' | 'onErrorOccurred' | 'onCompleted'>): (request: Request) => Request {
  const open = new Map<string, AbortController>();
  const own = { urls: [`${ownOrigin}/*`] };
  webRequest.onBeforeSendHeaders(own, ({ id, requestHeaders }, callback) => {
    open.set(String(id), new AbortController());
    callback({ requestHeaders: { ...requestHeaders, [header]: String(id) } });
  });
  webRequest.onCompleted(own, ({ id }) => void open.delete(String(id)));
  webRequest.onErrorOccurred(own, ({ id }) => {
    open.get(String(id))?.abort();
    open.delete(String(id));
  });
  return (request) => {
    const id = request.headers.get(header);
    if (id === null) return request;
    // One that is not open any more was given up before it came here.
    const signal = open.get(id)?.signal ?? AbortSignal.abort();
    return new Request(request, { signal, ...(request.body && { duplex: 'half' }) } as RequestInit);
  };
}
