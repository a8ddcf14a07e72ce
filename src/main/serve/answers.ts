import type { IncomingHttpHeaders } from 'node:http';
import { secure } from '../door/security-headers.ts';
import type { BrowserSession } from './session.ts';

/** A refusal in words: a page for whoever came by the address bar, else plain text. */
export function refusal(status: number, sentence: string, headers: IncomingHttpHeaders): Response {
  const isPage = headers['sec-fetch-dest'] === 'document' || (headers.accept ?? '').includes('text/html');
  const text = isPage ? page(`<h1>Graft Studio</h1><p>${escaped(sentence)}</p>`) : sentence;
  return secure(
    new Response(text, { status, headers: { 'content-type': `text/${isPage ? 'html' : 'plain'}; charset=utf-8` } }),
  );
}

/** The token's exchange for a cookie; the next address has no token, so that none stays in the history. */
export function signedIn({ cookie }: BrowserSession, isFromOtherSite: boolean): Response {
  // A redirect of a visit that began on another site is still that site's: a strict cookie would not be sent along.
  const response = isFromOtherSite
    ? new Response(page('', '<meta http-equiv="refresh" content="0;url=/">'), {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
    : new Response(null, { status: 303, headers: { location: '/' } });
  response.headers.set('set-cookie', cookie);
  return secure(response);
}

const page = (body: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Graft Studio</title>${head}</head><body>${body}</body></html>\n`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
