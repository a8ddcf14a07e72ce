import { gzipSync } from 'node:zlib';
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { datasetOf } from './fixtures/calls.ts';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { quantile } from './fixtures/scripting-time.ts';
import { serve } from './fixtures/serve.ts';
import { chooseDepth, runSentence, train } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

const built = join(import.meta.dirname, '../out/renderer');
const milliseconds = (value: number) => `${Math.round(value)} ms`;

test('from "graft serve" to a page that answers', async ({ studio, workFolder }) => {
  test.skip(studio.server === null, 'Electron has a start of its own');
  // The first start in this test (the fixture's) has built the window where it was stale, and filled the disk cache.
  const { page } = studio;
  const aim = 1500;
  const times: number[] = [];
  for (let at = 0; at < 3; at += 1) {
    const began = performance.now();
    const server = await serve(join(workFolder, `start-${at}`), ['--root', workFolder]);
    try {
      const listening = performance.now() - began;
      await page.goto(server.url);
      const door = page.getByRole('button', { name: /^Open a folder of pictures/ });
      await door.click();
      await page.getByRole('dialog').waitFor();
      times.push(performance.now() - began);
      console.log(`  listening after ${milliseconds(listening)}, a click answered after ${milliseconds(times.at(-1)!)}`);
    } finally {
      await page.goto('about:blank');
      await server.stop();
    }
  }
  console.log(`  start to answered click: ${milliseconds(Math.min(...times))} at best (aim ${aim} ms)`);
  // Machines that test are shared: what must wait for its turn takes longer in that proportion.
  const crowd = Math.max(1, loadavg()[0]! / availableParallelism());
  console.log(`  ${crowd.toFixed(1)} programs wait for each core`);
  expect(Math.min(...times)).toBeLessThan(4000 * crowd);
});

test('the whole window, both languages in it, is less than 480 kB to load', async ({ studio }) => {
  test.skip(studio.server === null, 'weighed with the browser: the window is the same');
  const files = readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|css|html|svg)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  expect(files.filter((file) => file.includes('[Vue warn]')), 'the Vue for developers').toEqual([]);
  const sizes = files.map((file) => gzipSync(file).length);
  const total = sizes.reduce((sum, one) => sum + one, 0);
  console.log(`  ${sizes.length} files, ${(total / 1000).toFixed(0)} kB with gzip`);
  expect(sizes.length).toBeGreaterThan(3);
  // Decisions 0036, 0040, 0048, 0060, 0064, 0072 and 0070.
  expect(total).toBeLessThan(480_000);
});

test('pages answer keys while training runs', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openFewLeaves(page, workFolder);
  const dataset = datasetOf(page);
  await chooseDepth(page, 'Last stage');
  await train(page, { fields: { Epochs: '500' } });
  await expect(runSentence(page)).toHaveText(/^Epoch \d+ of 500/, { timeout: 90_000 });

  const medians: [string, number][] = [];
  for (const [name, path] of [
    ['Start', '/'],
    ['Data', 'data'],
    ['Base model', 'model'],
    ['Train', 'train?run=1'],
    ['Train, form', 'train?run=new'],
    ['Evaluate', 'evaluate'],
    ['Use', 'use'],
    ['Model library', '/models'],
    ['Settings', '/settings'],
  ] as const) {
    const target = path.startsWith('/') ? path : `/projects/${encodeURIComponent(dataset)}/${path}`;
    await page.goto(new URL(target, page.url()).href);
    await page
      .getByRole('contentinfo')
      .getByText(/epoch \d+ of 500/)
      .waitFor();
    const latencies = await inputLatencies(page);
    medians.push([name, quantile(latencies, 0.5)]);
    console.log(
      `  ${name}: ${milliseconds(quantile(latencies, 0.5))} median, ${milliseconds(Math.max(...latencies))} at most`,
    );
  }
  console.log(
    `  median of all pages: ${milliseconds(
      quantile(
        medians.map(([, median]) => median),
        0.5,
      ),
    )} (aim 100 ms)`,
  );
  for (const [name, median] of medians) expect.soft(median, name).toBeLessThan(300);

  await page.getByRole('contentinfo').getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Stop and keep' }).click();
  await expect(page.getByRole('contentinfo').getByText(/epoch/)).toBeHidden({ timeout: 60_000 });
});

/** From a key's own time stamp to the end of the frame that shows what it did, milliseconds: Tab moves the focus, Ctrl+K opens all commands. */
async function inputLatencies(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const latencies: number[] = [];
    Object.assign(window, { latencies });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        // A message that is posted in a frame is handled after the frame was painted.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => latencies.push(performance.now() - timeStamp));
          port1.start();
          port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
  for (const key of Array.from({ length: 5 }, () => ['Tab', 'Control+k', 'Escape']).flat()) {
    await page.keyboard.press(key);
    await page.waitForTimeout(30);
  }
  // Pressing Control is a key of its own.
  await page.waitForFunction(() => (window as unknown as { latencies: number[] }).latencies.length >= 20);
  return page.evaluate(() => (window as unknown as { latencies: number[] }).latencies);
}
