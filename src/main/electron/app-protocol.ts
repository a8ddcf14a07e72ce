import type { CustomScheme, Protocol } from 'electron';
import { secure } from '../door/security-headers.ts';
import { isOwn, ownOrigin, scheme } from './own-origin.ts';

const studioScheme: CustomScheme = {
  scheme,
  // `standard` gives it an origin and relative addresses, `secure` the camera, `stream` answers that come in pieces.
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

/** Must be called once, before the app is ready. */
export const registerStudioScheme = (protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void =>
  protocol.registerSchemesAsPrivileged([studioScheme]);

/**
 * Serves app://studio/: pages, calls, pictures, uploads by the same handler as the browser door. Other hosts of the scheme, and
 * requests that some other origin began, are refused before it.
 * @param ending gives a request the signal of its end (`request-ends.ts`)
 */
export function serveAppProtocol(
  protocol: Pick<Protocol, 'handle'>,
  answer: (request: Request) => Promise<Response>,
  ending: (request: Request) => Request = (request) => request,
): void {
  protocol.handle(scheme, async (request) => {
    const origin = request.headers.get('origin');
    if (!isOwn(request.url)) return refusal(404, `There is nothing at ${request.url.slice(0, 200)}`);
    if (origin !== null && origin !== ownOrigin) return refusal(403, `Refused to ${origin.slice(0, 200)}`);
    return answer(ending(request));
  });
}

const refusal = (status: number, message: string): Response =>
  secure(Response.json({ code: 'bad-usage', message }, { status }));
