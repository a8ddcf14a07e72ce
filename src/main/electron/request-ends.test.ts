import { expect, test } from 'vitest';
import { hearRequestEnds } from './request-ends.ts';

type Details = { id: number; requestHeaders?: Record<string, string> };
type Listener = (details: Details, callback?: (answer: { requestHeaders: Record<string, string> }) => void) => void;

/** Electron's side: a request leaves the page, comes to the protocol's handler, and ends. */
function session() {
  const listeners = new Map<string, Listener>();
  const hear = (name: string) => (filter: { urls: string[] }, listener: Listener) => {
    expect(filter.urls).toEqual(['app://studio/*']);
    listeners.set(name, listener);
  };
  const ending = hearRequestEnds({ onBeforeSendHeaders: hear('begins'), onCompleted: hear('completed'), onErrorOccurred: hear('failed') } as never);
  return {
    begins(id: number, headers: Record<string, string> = {}): Request {
      let sent: Record<string, string> = {};
      listeners.get('begins')!({ id, requestHeaders: headers }, ({ requestHeaders }) => (sent = requestHeaders));
      return new Request('http://studio/images/1', { headers: sent });
    },
    ends: (id: number, how: 'completed' | 'failed') => listeners.get(how)!({ id }),
    ending,
  };
}

test('what the page gave up is aborted, and nothing else', () => {
  const { begins, ends, ending } = session();
  const [first, second, third] = [begins(1), begins(2), begins(3)].map((request) => ending(request).signal);
  ends(2, 'failed');
  ends(3, 'completed');
  expect([first!.aborted, second!.aborted, third!.aborted]).toEqual([false, true, false]);
});

test('what was given up before it came is aborted from the start; a page cannot name the request of another', () => {
  const { begins, ends, ending } = session();
  const early = begins(7);
  ends(7, 'failed');
  expect(ending(early).signal.aborted).toBe(true);
  expect(ending(begins(9, { 'x-graft-request': '8' })).headers.get('x-graft-request')).toBe('9');
});

test('a body is handed on, and a request without a number stays as it is', async () => {
  const { ending } = session();
  const sent = new Request('http://studio/api/uploads', { method: 'POST', body: 'bytes', headers: { 'x-graft-request': '5' } });
  expect(await ending(sent).text()).toBe('bytes');
  const plain = new Request('http://studio/');
  expect(ending(plain)).toBe(plain);
});
