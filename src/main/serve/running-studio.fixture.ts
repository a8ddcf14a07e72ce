import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { Subscription } from '../../core/events/event-hub.ts';
import type { NumberedEvent } from '../../shared/contract/events.ts';
import { openDesk } from '../api/open-desk.ts';
import type { Desk } from '../api/desk.ts';
import { createDoorHandler } from '../door/door-handler.ts';
import { startServer } from './server.ts';
import type { RunningServer } from './server.ts';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A studio with an empty data folder, a home and a renderer of its own, behind a real server on a real port. */
export interface RunningStudio extends AsyncDisposable {
  folder: string;
  /** What pages may choose below. */
  home: string;
  desk: Desk;
  server: RunningServer;
  /** Lines that the program would write to stderr. */
  said: string[];
  /** Subscriptions to events that have begun and not ended. */
  openStreams(): number;
  cookie: string;
  /** The path goes out as it is given, without a client tidying it. Signed in unless `headers` has a `cookie` (`''`: without). */
  ask(path: string, options?: AskOptions): Promise<HttpAnswer>;
  call(name: string, input?: unknown): Promise<{ status: number; json: unknown }>;
}

export interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export const indexHtml = '<!doctype html><title>Graft Studio</title>';

/** @param dataDir of the studio, on a disk of the test's own; where nothing is said it goes with the rest */
export async function runStudio(dataDir?: string): Promise<RunningStudio> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'graft-serve-'));
  const home = path.join(folder, 'home');
  const renderer = path.join(folder, 'out', 'renderer');
  await mkdir(path.join(renderer, 'assets'), { recursive: true });
  await mkdir(home);
  await writeFile(path.join(renderer, 'index.html'), indexHtml);
  await writeFile(path.join(renderer, 'assets', 'index-abc123.js'), 'export {};');
  await writeFile(path.join(folder, 'out', 'secret.txt'), 'secret');
  const said: string[] = [];
  const door = { kind: 'browser', rootFolder: home, pointedAt: new Set<string>(), pickFolder: null, reveal: null } as const;
  const { desk: whole, close } = await openDesk({
    dataDir: dataDir ?? path.join(folder, 'data'),
    door,
    log: (line) => void said.push(line),
  });
  let openStreams = 0;
  async function* counted(events: AsyncGenerator<NumberedEvent, void, void>): AsyncGenerator<NumberedEvent, void, void> {
    openStreams += 1;
    try {
      yield* events;
    } finally {
      openStreams -= 1;
    }
  }
  const events = {
    ...whole.events,
    subscribe: (subscription?: Subscription) => counted(whole.events.subscribe(subscription)),
  };
  const desk: Desk = { ...whole, events };
  const log = (line: string) => void said.push(line);
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    handle: createDoorHandler(desk, { rendererFolder: renderer, log }),
    log,
  });
  const { token } = Object.fromEntries(new URL(server.url).searchParams) as { token: string };
  const signIn = await send(server.port, `/?token=${token}`, {});
  const cookie = signIn.headers['set-cookie']![0]!.split(';')[0]!;
  const ask = (target: string, options: AskOptions = {}) =>
    send(server.port, target, { ...options, headers: { cookie, ...options.headers } });
  return {
    folder,
    home,
    desk,
    server,
    said,
    openStreams: () => openStreams,
    cookie,
    ask,
    async call(name, input) {
      const body = JSON.stringify(input === undefined ? {} : { json: input });
      const headers = { 'content-type': 'application/json' };
      const { status, text } = await ask(`/api/${name}`, { method: 'POST', body, headers });
      return { status, json: (JSON.parse(text) as { json: unknown }).json };
    },
    async [Symbol.asyncDispose]() {
      await close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function send(
  port: number,
  target: string,
  { method = 'GET', headers = {}, body }: AskOptions,
): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  const request = http.request(
    { host: '127.0.0.1', port, path: target, method, headers: sent, agent: false },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
      response.on('error', reject);
    },
  );
  request.on('error', reject);
  request.end(body);
  return promise;
}
