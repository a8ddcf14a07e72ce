import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openFolder } from './fixtures/open-folder.ts';
import { quantile, scriptingByFrame } from './fixtures/scripting-time.ts';
import { expect, test } from './fixtures/test.ts';
import { traced } from './fixtures/traced.ts';
import { writeTinyPictures } from './fixtures/tiny-pictures.ts';

/** Reading that many files takes most of the test's time; fewer while working on it. */
const pictures = Number(process.env.GRAFT_WALL_PICTURES ?? 100_000);
const classes = 10;
const scriptingLimitMs = 8;
const mostNodes = 2500;

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const nodes = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length);

test(`${pictures.toLocaleString('en')} pictures scroll smoothly on the wall`, async ({ studio, workFolder }) => {
  test.setTimeout(600_000);
  const { page } = studio;
  const folder = join(realpathSync(workFolder), 'many');
  mkdirSync(folder);
  let began = performance.now();
  writeTinyPictures(folder, pictures, classes);
  console.log(`  ${pictures} files written in ${seconds(began)}`);

  began = performance.now();
  await openFolder(page, folder, 500_000);
  console.log(`  opened in ${seconds(began)}`);
  const wall = page.getByRole('grid', { name: 'Pictures' });
  const before = await nodes(page);

  const { frames, fps } = await framesOf(page, async () => {
    await wall.hover();
    // Steady reading, then a rush, then a stop.
    for (let step = 0; step < 150; step += 1) await page.mouse.wheel(0, 120);
    for (let step = 0; step < 150; step += 1) await page.mouse.wheel(0, 2400);
    await page.waitForTimeout(500);
    await wall.focus();
    for (let step = 0; step < 40; step += 1) await page.keyboard.press('PageDown');
    for (let step = 0; step < 80; step += 1) await page.keyboard.press('Shift+ArrowDown');
  });
  const highest = Math.max(...frames);
  const p95 = quantile(frames, 0.95);
  console.log(
    `  ${frames.length} frames, ${fps.toFixed(0)} a second (drawn in software); scripting a frame: median ` +
      `${quantile(frames, 0.5).toFixed(2)} ms, 95th percentile ${p95.toFixed(2)} ms, highest ${highest.toFixed(1)} ms`,
  );
  const after = await nodes(page);
  console.log(`  elements in the page: ${before} at first, ${after} after`);

  await wall.focus();
  await page.keyboard.press('Control+End');
  await expect(page.getByRole('gridcell', { name: new RegExp(`, ${pictures}$`) })).toBeVisible();
  const last = await nodes(page);

  expect(frames.length).toBeGreaterThan(100);
  expect(p95).toBeLessThan(scriptingLimitMs);
  expect(Math.max(before, after, last)).toBeLessThan(mostNodes);
  expect(await wall.getAttribute('aria-rowcount')).toBe(
    String(classes * (1 + Math.ceil(pictures / classes / Number(await wall.getAttribute('aria-colcount'))))),
  );

  began = performance.now();
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('toolbar')).toContainText(`${pictures.toLocaleString('en')} chosen`);
  console.log(`  all chosen in ${seconds(began)}`);
  began = performance.now();
  await page.keyboard.press('2');
  await expect(page.getByRole('button', { name: /class-1/ }).first()).toContainText(pictures.toLocaleString('en'), {
    timeout: 120_000,
  });
  console.log(`  all labelled in ${seconds(began)}`);
});

/** Frames and their scripting while something is done. */
async function framesOf(page: Page, work: () => Promise<void>): Promise<{ frames: number[]; fps: number }> {
  await page.evaluate(() => {
    const counted = { frames: 0, began: performance.now() };
    Object.assign(window, { counted });
    const next = () => {
      counted.frames += 1;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  let fps = 0;
  const trace = await traced(page, async () => {
    await work();
    fps = await page.evaluate(() => {
      const { frames, began } = (window as unknown as { counted: { frames: number; began: number } }).counted;
      return frames / ((performance.now() - began) / 1000);
    });
  });
  return { frames: scriptingByFrame(trace), fps };
}
