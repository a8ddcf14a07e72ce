import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';

export interface RunningProgram {
  readonly page: Page;
  /** Milliseconds from the start of the command to its first page. */
  readonly startMs: number;
  /** All that it wrote so far. */
  said(): string;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  readonly browser: Browser;
}

/** Starts the installed command as a user under a display of its own. The fuses close `--inspect`; the page is reached by Chromium's own port. */
export async function startAs(user: string, command: string): Promise<RunningProgram> {
  const startedMs = performance.now();
  const line = `cd && exec xvfb-run -a -s '-screen 0 1280x1024x24' ${command} --remote-debugging-port=0`;
  const child: ChildProcess = spawn('su', ['--login', user, '--command', line], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (part: string) => void (text += part));
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  const address = await until(() => /DevTools listening on (ws:\S+)/.exec(text)?.[1], 60_000, () => `It did not start: ${text}`);
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  const page = await until(() => context!.pages().find((each) => each.url().startsWith('app://studio/')), 30_000, () => `It shows no page: ${text}`);
  return { page, startMs: performance.now() - startedMs, said: () => text, ended, browser };
}

async function until<T>(look: () => T | undefined, limitMs: number, complaint: () => string): Promise<T> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > endMs) throw new Error(complaint());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
