import type { Locator, Page } from '@playwright/test';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { runCard, runSentence, untilDone } from './fixtures/steps.ts';
import { call } from './fixtures/calls.ts';
import { expect, test } from './fixtures/test.ts';

/** Every value a bar has had until now, and every sentence. */
async function watch(bar: Locator, sentence: Locator): Promise<void> {
  const words = await sentence.elementHandle();
  await bar.evaluate((element, status) => {
    const seen = { values: [] as number[], sentences: [] as string[] };
    Object.assign(globalThis, { seen });
    const note = () => {
      if (element.isConnected) seen.values.push(Number(element.getAttribute('aria-valuenow') ?? 0));
      seen.sentences.push(status!.textContent!);
    };
    note();
    const options = { attributes: true, characterData: true, childList: true, subtree: true };
    for (const target of [element, status!]) new MutationObserver(note).observe(target, options);
  }, words);
}

const seen = (page: Page) => page.evaluate(() => (globalThis as unknown as { seen: { values: number[]; sentences: string[] } }).seen);

test('a run is one bar from its start to its end, with its parts named and the time of the whole', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openFewLeaves(page, workFolder);
  await call(page, 'runs/start', { dataset: 'leaves', spec: { freeze: 'head-then:stage4', epochs: 30 } });
  await page.goto(new URL('/projects/leaves/train?run=1', page.url()).href);
  const bar = runCard(page).getByRole('progressbar', { name: 'Run 1' });
  await expect(bar).toBeVisible({ timeout: 30_000 });
  await watch(bar, runSentence(page));

  const parts = runCard(page).getByRole('list', { name: 'Parts of the run' }).getByRole('listitem');
  await expect(parts).toHaveText(['Start', 'Features', 'Training the head', 'Features', 'Fine-tuning', 'Saving', 'Evaluating']);
  const foot = page.getByRole('contentinfo');
  await expect(foot.getByText(/Fine-tuning · epoch \d+ of \d+ · about .* left/)).toBeVisible({ timeout: 90_000 });
  await expect(runCard(page).locator('[aria-current=step]')).toHaveText('Fine-tuning');
  await expect(foot.getByRole('progressbar', { name: 'Run 1' })).toHaveCount(1);
  await untilDone(page);

  const { values, sentences } = await seen(page);
  expect(values.length).toBeGreaterThan(5);
  expect(values.filter((value, i) => value < (values[i - 1] ?? 0))).toEqual([]);
  // Until the head has stopped early its epochs are said to be at most so many; then there are as many as there will be.
  const totals = sentences.flatMap((sentence) => [...sentence.matchAll(/Epoch \d+ of (at most )?(\d+)/g)].map(([, most, total]) => `${most ?? ''}${total}`));
  const last = totals.at(-1)!;
  expect(last).toMatch(/^\d+$/);
  const { epochs } = await call<{ epochs: unknown[] }>(page, 'runs/show', { run: 1 });
  expect(Number(last)).toBe(epochs.length);
});
