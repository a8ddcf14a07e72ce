import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { browserBinary, howToInstall } from '../../e2e/fixtures/browser-binary.ts';
import { sampleFolder } from '../../e2e/fixtures/folders.ts';
import { openFolder } from '../../e2e/fixtures/open-folder.ts';
import { quietChromium } from '../../e2e/fixtures/quiet-chromium.ts';
import { quantile } from '../../e2e/fixtures/scripting-time.ts';
import { serve } from '../../e2e/fixtures/serve.ts';
import type { Measure } from './measure.ts';

const rounds = 5;
const windows = 10;

async function shownAfterMs(page: Page, url: string): Promise<number> {
  const beganMs = performance.now();
  await page.goto(url);
  // Not by its role, for which every look of the test's computes the names of all elements.
  await page.waitForSelector('[role=gridcell] img', { timeout: 120_000 });
  return performance.now() - beganMs;
}

export const measure: Measure = {
  name: 'windows',
  says: `${windows} windows of one browser at once, ${rounds} times; and the thirtieth visit after 29 that were left`,
  async run(say) {
    const executablePath = browserBinary();
    if (executablePath === null) throw new Error(howToInstall);
    const folder = mkdtempSync(join(tmpdir(), 'graft-field-'));
    const server = await serve(join(folder, 'data'), ['--root', folder]);
    const browser = await chromium.launch({
      executablePath,
      args: quietChromium,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(server.url);
      await openFolder(page, sampleFolder(folder, 'leaves', { birch: 16, maple: 16, oak: 16 }));
      const project = page.url();
      const lone: number[] = [];
      const crowded: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        say(`round ${round} of ${rounds}`);
        lone.push(await shownAfterMs(page, project));
        const pages = await Promise.all(Array.from({ length: windows }, () => context.newPage()));
        crowded.push(...(await Promise.all(pages.map((each) => shownAfterMs(each, project)))));
        await Promise.all(pages.map((each) => each.close()));
      }
      say('visit after visit');
      const start = new URL('/', project).href;
      for (let visit = 0; visit < 29; visit++) await page.goto(visit % 2 === 0 ? start : project);
      const thirtieth = await shownAfterMs(page, project);
      const ms = (value: number) => `${value.toFixed(0)} ms`;
      return [
        { what: 'one window, until its first picture stands, median', figure: ms(quantile(lone, 0.5)) },
        { what: `${windows} windows at once, median`, figure: ms(quantile(crowded, 0.5)) },
        { what: `${windows} windows at once, slowest`, figure: ms(quantile(crowded, 1)), holds: quantile(crowded, 1) < 2000 },
        { what: 'the thirtieth visit', figure: ms(thirtieth), holds: thirtieth < 2000 },
      ];
    } finally {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
