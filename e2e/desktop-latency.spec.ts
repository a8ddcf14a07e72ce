import { loadavg } from 'node:os';
import type { Page } from '@playwright/test';
import { call } from './fixtures/calls.ts';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { quantile } from './fixtures/scripting-time.ts';
import { runSentence, goTo } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

// Training takes every processor; whoever types meanwhile sees each letter at once.

const mostMs = 100;
const letters = 40;

/** Milliseconds from each key, as the system dated it, to the frame that shows what it did. */
async function keyToPaint(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const kept = globalThis as { delays?: number[] };
    kept.delays = [];
    document.addEventListener(
      'keydown',
      ({ timeStamp, key, ctrlKey }) => {
        if (ctrlKey || key === 'Escape') return;
        // What waits is done after the frame.
        requestAnimationFrame(() => setTimeout(() => kept.delays!.push(performance.now() - timeStamp)));
      },
      true,
    );
  });
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'All commands' })).toBeVisible();
  for (let letter = 0; letter < letters; letter += 1) {
    await page.keyboard.press(letter % 8 === 7 ? 'Backspace' : 'abcdefg'[letter % 8]!);
    await page.waitForTimeout(80);
  }
  await page.keyboard.press('Escape');
  return page.evaluate(() => (globalThis as { delays?: number[] }).delays!);
}

test('desktop: while a run trains every letter is there at once', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'measured in the program');
  const { page } = studio;
  await openFewLeaves(page, workFolder);
  const idle = await keyToPaint(page);
  const [project] = await call<{ id: string }[]>(page, 'datasets/list');
  await call(page, 'runs/start', { dataset: project!.id, spec: { freeze: 'until:stage4', epochs: 200, imageSize: 96 } });
  await goTo(page, 'Train');
  await expect(runSentence(page)).toHaveText(/[Ee]poch [2-9]/, { timeout: 90_000 });
  const training = await keyToPaint(page);
  const told = (delays: number[]) => `median ${quantile(delays, 0.5).toFixed(0)} ms, 95 % ${quantile(delays, 0.95).toFixed(0)} ms`;
  console.log(`from a key to the picture: idle ${told(idle)}; training ${told(training)}; load ${loadavg()[0]!.toFixed(1)}`);
  expect(training.length).toBeGreaterThanOrEqual(letters - 2);
  expect(quantile(training, 0.5)).toBeLessThan(mostMs);
});
