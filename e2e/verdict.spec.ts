import type { Page } from '@playwright/test';
import { graft } from './fixtures/terminal.ts';
import { accessibilityProblems, layoutProblems } from './fixtures/looks.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

const helps = (page: Page) => page.getByRole('region', { name: 'What would help most' }).getByRole('listitem');
const next = (page: Page) => page.getByRole('region', { name: 'Next step' });
const pictures = (page: Page) => page.getByRole('grid', { name: /Pictures with what the run said/ }).getByRole('gridcell');

test('a verdict in plain words, and what would help most, each with its button; the terminal says the same', async ({ studio }) => {
  const { page, dataFolder } = studio;
  await openTrained(page, 'Evaluate');
  await expect(page.getByRole('heading', { level: 1, name: /^Right \d+ times of \d+; guessing gives 1 of 6\.$/ })).toBeVisible();
  const axis = page.getByRole('region', { name: 'Verdict' }).getByRole('img');
  await expect(axis).toHaveAccessibleName(/^Right [\d.]+%, with 95% certainty between [\d.]+ and [\d.]+%\. Guessing gives 16\.7%/);

  const [shown] = (await graft(dataFolder, ['runs', 'show', '2'])) as { verdict: { correct: number; accuracy: number; helps: { kind: string; gain: number | null }[] } }[];
  const { verdict } = shown!;
  await expect(axis).toContainText(`${(verdict.accuracy * 100).toFixed(1)}%`);
  expect(verdict.helps.length).toBeGreaterThan(0);
  await expect(helps(page)).toHaveCount(verdict.helps.length);
  for (const [at, { gain }] of verdict.helps.entries()) {
    await expect(helps(page).nth(at)).toContainText(gain === null ? /only a run can tell|half as wide/ : `at most +${(gain * 100).toFixed(1)} points`);
    if (at > 0) await expect(helps(page).nth(at).getByRole('button')).not.toHaveCount(0);
  }

  // The first is the next step, which is one door; it is about pictures: the button shows them, and Back returns to all mistakes.
  await expect(helps(page).first()).toContainText('next step');
  const all = await pictures(page).count();
  const first = await next(page).getByRole('button').textContent();
  await expect(page.getByRole('button', { name: first!.trim() })).toHaveCount(1);
  await next(page).getByRole('button').click();
  await expect(page).toHaveURL(/class=|show=suspects/);
  await expect(pictures(page).first()).toBeVisible();
  expect(await pictures(page).count()).toBeLessThan(all);
  await expect(next(page).getByRole('button')).toHaveText('Use it on new pictures');
  await expect(helps(page).first().getByRole('button', { name: first!.trim() })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/evaluate(\?run=\d+)?$/);
  await expect(pictures(page)).toHaveCount(all);

  await page.evaluate(() => localStorage.setItem('graft.language', 'de'));
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: /^\d+-mal von \d+ richtig; Raten trifft 1 von 6\.$/ })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await accessibilityProblems(page), colorScheme).toEqual([]);
  }
  for (const size of [{ width: 1280, height: 800 }, { width: 1024, height: 700 }, { width: 853, height: 533 }]) {
    await page.setViewportSize(size);
    expect(await layoutProblems(page), `${size.width} x ${size.height}`).toEqual([]);
  }
});
