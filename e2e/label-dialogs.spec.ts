import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openFolder } from './fixtures/open-folder.ts';
import { sampleFolder } from './fixtures/folders.ts';
import { accessibilityProblems, layoutProblems } from './fixtures/looks.ts';
import { longLines } from './fixtures/reading.ts';
import { expect, test } from './fixtures/test.ts';

/** Both themes of a dialog that stands open: nothing serious for axe, nothing cut off. */
async function looksRight(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityProblems(page), `${name}, ${colorScheme}`).toEqual([]);
    expect(await layoutProblems(page), `${name}, ${colorScheme}`).toEqual([]);
    expect(await longLines(page), name).toEqual([]);
  }
}

test('what to label next, what to judge again, what a table keeps together: in both themes at 1024x700 nothing serious for axe, nothing cut off', async ({ studio, workFolder }) => {
  test.setTimeout(180_000);
  const { page } = studio;
  await page.setViewportSize({ width: 1024, height: 700 });
  const folder = sampleFolder(workFolder, 'leaves', { birch: 6, maple: 6, oak: 6 });
  // Pictures without a class lie beside the classes.
  const willows = sampleFolder(workFolder, 'more', { willow: 6 });
  for (const name of readdirSync(join(willows, 'willow'))) copyFileSync(join(willows, 'willow', name), join(folder, name));
  await openFolder(page, folder);

  await page.getByText('no label', { exact: true }).first().click();
  await page.getByRole('button', { name: 'The 20 that teach most …' }).click();
  const next = page.getByRole('dialog', { name: 'What to label next' });
  await expect(next.getByText('1 of 6')).toBeVisible({ timeout: 120_000 });
  await looksRight(page, 'next');
  await page.keyboard.press('ArrowRight');
  await expect(next.getByText('2 of 6')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Judge some again, blind …' }).click();
  const again = page.getByRole('dialog', { name: 'Do you agree with yourself?' });
  await expect(again.getByText('1 of 18')).toBeVisible();
  await looksRight(page, 'again');
  await page.keyboard.press('1');
  await expect(again.getByText('2 of 18')).toBeVisible();
  await again.getByRole('button', { name: 'Show the result' }).click();
  await looksRight(page, 'the result of again');
  await page.keyboard.press('Escape');

  // A table says what belongs together, by columns that are asked for.
  await page.getByRole('button', { name: 'Groups …' }).click();
  // What the network saw for the dialogs before is kept, so that this looks at nothing again.
  await page.getByRole('button', { name: 'Look closer' }).click();
  await expect(page.getByRole('button', { name: 'Look closer' })).toHaveCount(0);
  const table = join(workFolder, 'keepers.csv');
  writeFileSync(table, ['file,keeper,date,camera', ...['birch', 'oak'].flatMap((name) => readdirSync(join(folder, name)).map((file) => `${name}/${file},anna,1,x`))].join('\n'));
  await page.getByLabel('Read a table (CSV) …').setInputFiles(table);
  await page.getByLabel('Column of what belongs together').selectOption('keeper');
  await expect(page.getByRole('region', { name: 'by a table' })).toContainText('1 group, the largest of 12 pictures');
  await looksRight(page, 'groups by a table');
});
