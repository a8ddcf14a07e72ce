import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { browserBinary, howToInstall } from '../../e2e/fixtures/browser-binary.ts';
import { sampleFolder } from '../../e2e/fixtures/folders.ts';
import { openFolder } from '../../e2e/fixtures/open-folder.ts';
import { processorOfPages, processorSeconds } from '../../e2e/fixtures/processor-time.ts';
import { quietChromium } from '../../e2e/fixtures/quiet-chromium.ts';
import { quantile } from '../../e2e/fixtures/scripting-time.ts';
import { serve } from '../../e2e/fixtures/serve.ts';
import type { Served } from '../../e2e/fixtures/serve.ts';
import { startBareBrowser } from './bare-browser.ts';
import type { BareBrowser } from './bare-browser.ts';
import type { Measure } from './measure.ts';

const rounds = 5;
const windows = 10;

const firstPicture = '[role=gridcell] img';
/** After its first picture a window asks for the others. */
const restMs = 1000;

async function visitMs(page: Page, url: string): Promise<number> {
  const beganMs = performance.now();
  await page.goto(url);
  // Not by its role, for which every look of the test's computes the names of all elements.
  await page.waitForSelector(firstPicture, { timeout: 120_000 });
  return performance.now() - beganMs;
}

interface Opened {
  /** Of each window, from the wish for all of them to its first picture. */
  readonly ms: number[];
  /** What all of them took of the processor until they rested, seconds. */
  readonly pages: number;
  readonly browser: number;
  readonly server: number;
}

async function opened(browser: BareBrowser, server: Served, url: string, count: number): Promise<Opened> {
  const costs = () => ({ pages: processorOfPages(browser.pid).renderer, browser: processorSeconds(browser.pid), server: processorSeconds(server.pid) });
  const before = costs();
  const beganMs = performance.now();
  const all = await Promise.all(
    Array.from({ length: count }, async () => {
      const window = await browser.open(url);
      await window.until(`document.querySelector('${firstPicture}') !== null`);
      return { window, ms: performance.now() - beganMs };
    }),
  );
  await wait(restMs);
  const after = costs();
  for (const { window } of all) await window.close();
  await wait(restMs);
  return { ms: all.map(({ ms }) => ms), pages: after.pages - before.pages, browser: after.browser - before.browser, server: after.server - before.server };
}

export const measure: Measure = {
  name: 'windows',
  says: `${windows} windows of one browser at once, ${rounds} times; and the thirtieth visit after 29 that were left`,
  async run(say) {
    const executablePath = browserBinary();
    if (executablePath === null) throw new Error(howToInstall);
    const folder = mkdtempSync(join(tmpdir(), 'graft-field-'));
    const server = await serve(join(folder, 'data'), ['--root', folder]);
    const attended = await chromium.launch({ executablePath, args: quietChromium, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
    try {
      const page = await attended.newPage();
      await page.goto(server.url);
      await openFolder(page, sampleFolder(folder, 'leaves', { birch: 16, maple: 16, oak: 16 }));
      const project = page.url();
      const [lone, crowded] = await inBareBrowser(executablePath, join(folder, 'profile'), server, project, say);
      say('visit after visit');
      const start = new URL('/', project).href;
      for (let visit = 0; visit < 29; visit++) await page.goto(visit % 2 === 0 ? start : project);
      const thirtieth = await visitMs(page, project);
      const ms = (value: number) => `${value.toFixed(0)} ms`;
      const seconds = (of: 'pages' | 'browser' | 'server') => `${quantile(crowded.map((each) => each[of]), 0.5).toFixed(1)} s`;
      const all = crowded.flatMap((each) => each.ms);
      return [
        { what: 'one window, until its first picture stands, median', figure: ms(quantile(lone.flatMap((each) => each.ms), 0.5)) },
        { what: `${windows} windows at once, median`, figure: ms(quantile(all, 0.5)) },
        { what: `${windows} windows at once, slowest`, figure: ms(quantile(all, 1)), holds: quantile(all, 1) < 2000 },
        { what: `${windows} windows at once, of the processor, median`, figure: `pages ${seconds('pages')}, browser ${seconds('browser')}, server ${seconds('server')}` },
        { what: 'the thirtieth visit', figure: ms(thirtieth), holds: thirtieth < 2000 },
      ];
    } finally {
      await attended.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function inBareBrowser(binary: string, profile: string, server: Served, project: string, say: (line: string) => void): Promise<[lone: Opened[], crowded: Opened[]]> {
  const browser = await startBareBrowser(binary, profile);
  try {
    const first = await browser.open(server.url);
    await first.until('document.querySelector("h1") !== null');
    const [lone, crowded]: [Opened[], Opened[]] = [[], []];
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round} of ${rounds}`);
      lone.push(await opened(browser, server, project, 1));
      crowded.push(await opened(browser, server, project, windows));
    }
    return [lone, crowded];
  } finally {
    await browser.end();
  }
}
