import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentsOf, sampleFolder } from './fixtures/folders.ts';
import { openFolder } from './fixtures/open-folder.ts';
import { expect, test } from './fixtures/test.ts';

test('copies side by side, one is kept by a key, and undo takes it back', async ({ studio, workFolder }) => {
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'leaves', { birch: 8, oak: 8 });
  copyFileSync(join(folder, 'birch/birch-1.jpg'), join(folder, 'birch/copy.jpg'));
  copyFileSync(join(folder, 'birch/birch-2.jpg'), join(folder, 'oak/stray.jpg'));
  copyFileSync(join(folder, 'oak/oak-1.jpg'), join(folder, 'oak/twin.jpg'));
  const before = contentsOf(folder);
  await openFolder(page, folder);
  const problems = page.getByRole('region', { name: 'Problems' });
  const copies = problems.getByRole('button', { name: /^copies of others/ });
  await expect(copies).toHaveAccessibleName(/\b6\b/);
  await copies.click();
  await problems.getByRole('button', { name: 'Side by side …' }).click();

  const dialog = page.getByRole('dialog', { name: 'Copies side by side' });
  const groups = dialog.getByRole('region');
  await expect(groups).toHaveCount(3);
  await expect(dialog.getByRole('region', { name: /they differ in class/ }).getByRole('button')).toHaveCount(2);
  await expect(dialog.getByRole('button', { name: /^Keep birch\/birch-1\.jpg/ })).toBeFocused();

  await test.step('arrows and Enter keep one of a pair', async () => {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(dialog.getByRole('button', { name: /^Keep oak\/stray\.jpg: oak/ })).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect(groups).toHaveCount(2);
    await page.keyboard.press('Control+z');
    await expect(groups).toHaveCount(3);
    await expect(dialog.getByRole('button', { name: /^Keep birch\/birch-2\.jpg/ })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(groups).toHaveCount(2);
  });
  await dialog.getByRole('button', { name: 'Keep the first of each (2 groups)' }).click();
  await expect(dialog.getByRole('heading', { name: 'No copies' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(problems.getByRole('button', { name: /^excluded by you/ })).toHaveAccessibleName(/\b3\b/);
  await expect(copies).toBeHidden();
  expect(contentsOf(folder)).toEqual(before);
});
