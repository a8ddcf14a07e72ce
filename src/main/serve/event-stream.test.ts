import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunProgress } from '../../shared/contract/run-calls.ts';
import { runStudio } from './running-studio.fixture.ts';
import type { RunningStudio } from './running-studio.fixture.ts';

let studio: RunningStudio;
beforeEach(async () => {
  studio = await runStudio();
});
afterEach(() => studio[Symbol.asyncDispose]());

/** A window's stream on a socket of its own, so that it can be read slowly or not at all. */
async function openStream(input: object = {}): Promise<{ socket: Socket; text: () => string }> {
  const { port } = studio.server;
  const body = JSON.stringify({ json: input });
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST /api/events/subscribe HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${studio.cookie}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  return { socket, text: () => text };
}

async function until(isSo: () => boolean, limitMs = 10_000): Promise<void> {
  const endMs = Date.now() + limitMs;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error('It did not come to be in time');
    await delay(10);
  }
}

test('200 windows hear the same and the calls go on; then all of them leave', { retry: 2 }, async () => {
  const streams = await Promise.all(Array.from({ length: 200 }, () => openStream()));
  await until(() => streams.every(({ text }) => text().includes('"reset"')));
  const beganMs = performance.now();
  studio.desk.events.publish({
    type: 'dataset',
    dataset: 'tulips',
    news: { kind: 'refused', message: 'three new pictures' },
  });
  await until(() => streams.every(({ text }) => text().includes('three new pictures')));
  expect(performance.now() - beganMs).toBeLessThan(2000);
  expect(streams[0]!.text()).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(streams[0]!.text()).toMatch(/content-type: text\/event-stream/i);
  const callMs = performance.now();
  expect((await studio.call('system/info')).status).toBe(200);
  expect(performance.now() - callMs).toBeLessThan(1000);
  for (const { socket } of streams) socket.destroy();
  await until(() => subscriptions(studio) === 0);
  expect(studio.said).toEqual([]);
});

test('a window that went away is not kept: its subscription ends', async () => {
  const { socket, text } = await openStream();
  await until(() => text().includes('reset'));
  expect(subscriptions(studio)).toBe(1);
  socket.destroy();
  await until(() => subscriptions(studio) === 0);
});

test('a window that does not read costs a bounded amount of memory and hears the newest state when it reads again', async () => {
  const { socket, text } = await openStream();
  await until(() => text().includes('reset'));
  socket.pause();
  const quick = await openStream();
  const words = 'x'.repeat(20_000);
  let published = 0;
  for (let round = 0; round < 150; round++) {
    for (let index = 0; index < 20; index++) {
      const progress = { run: 1, message: `${published} ${words}` } as unknown as RunProgress;
      studio.desk.events.publish({ type: 'run-progress', progress });
      published += 1;
    }
    await delay(10);
  }
  studio.desk.events.publish({ type: 'dataset', dataset: 'last', news: { kind: 'refused', message: 'the last of all' } });
  await until(() => quick.text().includes('the last of all'));
  const before = text().length;
  socket.resume();
  await until(() => text().includes('the last of all'));
  // 60 MB were published; coalesced to ten a second and held back by the socket's own buffers.
  expect(published * words.length).toBeGreaterThan(50_000_000);
  expect(text().length - before).toBeLessThan(8_000_000);
});

test('after a reload the stream goes on where it was', async () => {
  const first = await openStream();
  await until(() => first.text().includes('reset'));
  studio.desk.events.publish({ type: 'dataset', dataset: 'a', news: { kind: 'refused', message: 'first message' } });
  await until(() => first.text().includes('first message'));
  first.socket.destroy();
  const sequence = Number([...first.text().matchAll(/"sequence":(\d+)/g)].at(-1)![1]);
  studio.desk.events.publish({ type: 'dataset', dataset: 'b', news: { kind: 'refused', message: 'second message' } });
  const again = await openStream({ after: sequence });
  await until(() => again.text().includes('second message'));
  expect(again.text()).not.toContain('first message');
  expect(again.text()).not.toContain('"reset"');
});

test('closing the studio ends the streams', async () => {
  const { socket, text } = await openStream();
  await until(() => text().includes('reset'));
  const closed = once(socket, 'close');
  await studio.server.close();
  await closed;
});

const subscriptions = (one: RunningStudio): number => one.openStreams();
