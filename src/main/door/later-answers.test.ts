import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { StudioEvent } from '../../shared/contract/events.ts';
import { laterHeader } from '../../shared/later-answers.ts';
import { createLaterAnswers } from './later-answers.ts';

function begun({ holdMs = 20, keptMs = 300_000, header = true } = {}) {
  const told: StudioEvent[] = [];
  const later = createLaterAnswers({ publish: (event) => void told.push(event) }, { holdMs, keptMs });
  const connection = new AbortController();
  const headers = { 'content-type': 'application/json', ...(header ? { [laterHeader]: '1' } : {}) };
  const request = new Request('http://127.0.0.1/api/datasets/open', {
    method: 'POST',
    headers,
    body: '{"json":1}',
    signal: connection.signal,
  });
  const call = { signal: null as AbortSignal | null, ...Promise.withResolvers<Response>() };
  const response = later.begin(request, async (own) => {
    call.signal = own.signal;
    expect(await own.text()).toBe('{"json":1}');
    return call.promise;
  });
  return { later, told, connection, call, response };
}

test('a call that is answered soon is answered as ever', async () => {
  const { response, call, told } = begun({ holdMs: 5000 });
  call.resolve(Response.json({ json: 'soon' }, { status: 201 }));
  expect((await response).status).toBe(201);
  expect(await (await response).json()).toEqual({ json: 'soon' });
  expect(told).toEqual([]);
});

test('a call that takes long gives its connection back, tells when it is done, and is answered then', async () => {
  const { response, call, later, told, connection } = begun();
  const promised = await response;
  expect(promised.status).toBe(202);
  const ticket = promised.headers.get(laterHeader)!;
  // The connection that brought the call is closed by now.
  connection.abort();
  expect(call.signal!.aborted).toBe(false);
  expect((await later.collect(ticket))!.status).toBe(202);
  call.resolve(Response.json({ json: 'late' }));
  await wait(0);
  expect(told).toEqual([{ type: 'answer', ticket }]);
  expect(await (await later.collect(ticket))!.json()).toEqual({ json: 'late' });
  // Once more, should the first have been lost on the way.
  expect(await (await later.collect(ticket))!.json()).toEqual({ json: 'late' });
});

test('who gives up ends the call', async () => {
  const { response, call, later } = begun();
  const ticket = (await response).headers.get(laterHeader)!;
  expect(later.giveUp(ticket)).toBe(true);
  expect(call.signal!.aborted).toBe(true);
  expect(later.giveUp('another')).toBe(false);
});

test('a window that closes its connection before there is a ticket ends the call', async () => {
  const { call, connection } = begun({ holdMs: 5000 });
  await wait(5);
  connection.abort();
  expect(call.signal!.aborted).toBe(true);
  call.resolve(new Response());
});

test('whoever knows nothing of tickets waits', async () => {
  const { response, call } = begun({ holdMs: 5, header: false });
  await wait(30);
  call.resolve(new Response('patient'));
  expect(await (await response).text()).toBe('patient');
});

test('an answer that nobody fetches is not kept for ever', async () => {
  const { response, call, later } = begun({ holdMs: 5, keptMs: 20 });
  const ticket = (await response).headers.get(laterHeader)!;
  call.resolve(new Response('late'));
  await wait(60);
  expect(await later.collect(ticket)).toBeNull();
});
