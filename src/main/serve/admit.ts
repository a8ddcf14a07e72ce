import type { IncomingMessage } from 'node:http';
import type { BrowserSession } from './session.ts';

/** What becomes of a request before anything else looks at it. */
export type Admission =
  | { kind: 'admitted' }
  /** The URL that was printed: the token is taken for a cookie. */
  | { kind: 'sign-in'; isFromOtherSite: boolean }
  | { kind: 'refused'; status: 400 | 401 | 403 | 405 | 421; sentence: string };

const usePrintedUrl =
  'This studio does not know your browser. Use the whole address that the terminal printed when the program started ' +
  '(it ends in ?token=…); it is a new one at every start.';

/** Host, origin and session of a request; pure, so that every refusal can be tested. */
export function admit(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  session: BrowserSession,
  hosts: ReadonlySet<string>,
): Admission {
  const { headers, method, url = '' } = request;
  if (!hosts.has((headers.host ?? '').toLowerCase())) {
    return refused(421, 'This program answers only under the address it printed.');
  }
  if (!url.startsWith('/')) return refused(400, 'This is no address of the studio.');
  if (!['GET', 'HEAD', 'POST'].includes(method ?? '')) return refused(405, `The studio does not take ${method}.`);
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${headers.host!.toLowerCase()}`) {
    return refused(403, 'Another page may not use the studio.');
  }
  // Another port of this machine is the same site, and cookies know no ports: only our own pages may ask, or the address bar.
  const from = headers['sec-fetch-site'];
  const isFromOtherSite = from === 'cross-site' || from === 'same-site';
  const isVisit =
    (method === 'GET' || method === 'HEAD') && headers['sec-fetch-mode'] === 'navigate' && isTop(headers['sec-fetch-dest']);
  if (isFromOtherSite && !isVisit) return refused(403, 'Another page may not use the studio.');
  const { pathname, searchParams } = new URL(`http://localhost${url}`);
  const token = searchParams.get('token');
  if (method === 'GET' && pathname === '/' && token !== null) {
    return session.isToken(token) ? { kind: 'sign-in', isFromOtherSite } : refused(401, usePrintedUrl);
  }
  return session.hasCookie(headers.cookie ?? null) ? { kind: 'admitted' } : refused(401, usePrintedUrl);
}

const isTop = (destination: string | string[] | undefined): boolean => destination === 'document';

const refused = (status: 400 | 401 | 403 | 405 | 421, sentence: string): Admission => ({ kind: 'refused', status, sentence });
