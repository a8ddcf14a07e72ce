import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { quietChromium } from '../../e2e/fixtures/quiet-chromium.ts';

/**
 * A browser as a person has it: nothing listens in. Playwright hears of every request of every page, and puts a program of its own into each to look
 * for an element: of ten windows at once that is a quarter of the processor's time.
 */
export interface BareBrowser {
  readonly pid: number;
  open(url: string): Promise<BareWindow>;
  end(): Promise<void>;
}

interface BareWindow {
  /** Looks every 20 ms whether an expression is true in the page. */
  until(expression: string): Promise<void>;
  close(): Promise<void>;
}

const lookMs = 20;

/** @param profile a folder that is the browser's own */
export async function startBareBrowser(binary: string, profile: string): Promise<BareBrowser> {
  const args = [...quietChromium, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const browser = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await debuggingPort(createInterface({ input: browser.stderr }));
  browser.stderr.resume();
  const asked = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}/json/${path}`, { method });
  return {
    pid: browser.pid!,
    async open(url) {
      const target = (await (await asked(`new?${encodeURIComponent(url)}`, 'PUT')).json()) as { id: string; webSocketDebuggerUrl: string };
      const socket = new WebSocket(target.webSocketDebuggerUrl);
      await once(socket, 'open');
      return {
        async until(expression) {
          while (!(await evaluated(socket, expression))) await wait(lookMs);
        },
        async close() {
          socket.close();
          await asked(`close/${target.id}`);
        },
      };
    },
    async end() {
      browser.kill();
      await once(browser, 'exit');
    },
  };
}

/** One question at a time: what comes next is its answer. */
async function evaluated(socket: WebSocket, expression: string): Promise<unknown> {
  const answer = once(socket, 'message');
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  const [{ data }] = (await answer) as [{ data: string }];
  return (JSON.parse(data) as { result?: { result?: { value?: unknown } } }).result?.result?.value;
}

async function debuggingPort(lines: AsyncIterable<string>): Promise<number> {
  for await (const line of lines) {
    const port = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('The browser ended before it said where it can be asked');
}
