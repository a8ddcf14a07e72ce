import { readFileSync } from 'node:fs';
import { call, datasetOf } from './fixtures/calls.ts';
import { downloadedFile } from './fixtures/downloaded-file.ts';
import { accessibilityProblems } from './fixtures/looks.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('studies: a run is varied; the grid fills, its runs are doors, the best is taken, and it goes as it came', async ({ studio, workFolder }) => {
  const { page, server } = studio;
  await openTrained(page, 'Studies');
  await expect(page.getByRole('link', { name: /^How deep should I train\?/ })).toBeVisible();
  await page.getByRole('link', { name: /^Vary a run/ }).click();
  await page.getByLabel('Which setting').selectOption({ label: 'Learning rate' });
  // Nothing is planned before there are values.
  const next = page.getByRole('region', { name: 'Next step' });
  await expect(next.getByRole('button')).toHaveCount(0);
  const values = page.getByLabel('Learning rate', { exact: true });
  await values.fill('0.01, fast');
  await values.press('Enter');
  await expect(page.getByText('“fast” is no number.')).toBeVisible();
  await values.fill('0.0001, 0.03');
  await values.press('Enter');
  await page.getByLabel('Times').fill('1');
  await page.getByLabel('Epochs of each run').fill('1');
  await page.getByLabel('Epochs of each run').press('Tab');
  const cost = page.getByRole('region', { name: 'What it takes' });
  await expect(cost).toContainText('2 (2 ways × 1)');
  await expect(cost).toContainText(/about/, { timeout: 90_000 });
  expect(await accessibilityProblems(page)).toEqual([]);

  await next.getByRole('button', { name: 'Train these 2 runs' }).click();
  const grid = page.getByRole('grid', { name: /^Every run of this study/ });
  await expect(grid.getByRole('row')).toHaveCount(3);
  await expect(page.getByRole('status').filter({ hasText: 'All 2 runs are done.' })).toBeVisible({ timeout: 120_000 });
  const answer = page.getByRole('region', { name: 'The answer', exact: true });
  await expect(answer).toContainText('What to take');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show as table' }).click();
  await expect(page.getByRole('table', { name: 'Figures of each way' }).getByRole('row')).toHaveCount(3);

  // The keyboard goes through the grid and into a run.
  await grid.getByRole('link').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(grid.getByRole('link').nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/evaluate\?run=4/);
  await page.goBack();

  if (server) {
    const { file } = await downloadedFile(page, workFolder, () => page.getByRole('button', { name: 'Save as a page (HTML)' }).click());
    expect(readFileSync(file, 'utf8')).toContain('<h1>Learning rate: 0.0001 / 0.03</h1>');
  }
  await answer.getByRole('button', { name: /^Use its model/ }).click();
  const rows = await call<{ run: number; isPinned: boolean }[]>(page, 'runs/list', { dataset: datasetOf(page) });
  expect(rows.filter(({ isPinned }) => isPinned)).toHaveLength(1);

  await page.getByRole('button', { name: 'Delete …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this study?' });
  await expect(dialog).toContainText('The 2 runs made for it stay in the project.');
  await dialog.getByRole('switch', { name: 'Delete its runs too' }).click();
  await expect(dialog).toContainText(/The 2 runs made for it go with their models: [\d.]+ [kM]B/);
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Studies', level: 1 })).toBeVisible();
  expect((await call<{ run: number }[]>(page, 'runs/list', {})).map(({ run }) => run)).toEqual([2, 1]);
});

test('calculator: sliders by keys, the same cost, and a block built three ways on a picture', async ({ studio: { page } }) => {
  await openTrained(page, 'Studies');
  await page.getByRole('link', { name: /^What do groups cost\?/ }).click();
  const block = page.getByRole('region', { name: 'The block' });
  await expect(block).toContainText('70,144');
  await page.getByRole('slider', { name: /^Groups/ }).press('ArrowLeft');
  await page.getByRole('slider', { name: /^Groups/ }).press('ArrowLeft');
  await expect(block).toContainText('71,456');
  const forms = page.getByRole('region', { name: 'One block, built three ways' });
  await expect(forms.getByRole('img', { name: /^A sum of paths: .* 24 convolutions/ })).toBeVisible();
  await forms.getByRole('radio').nth(2).focus();
  await page.keyboard.press('Space');
  expect(await accessibilityProblems(page)).toEqual([]);
  await forms.getByRole('button', { name: 'Compare 8 × 14d on this picture' }).click();
  await expect(forms.getByRole('status')).toContainText('It is the same block, but for rounding.', { timeout: 60_000 });
  expect(await accessibilityProblems(page)).toEqual([]);
});
