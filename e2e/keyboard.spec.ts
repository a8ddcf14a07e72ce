import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sampleFolder } from './fixtures/folders.ts';
import { expect, test } from './fixtures/test.ts';

test('a folder is found and opened by keyboard alone: letters find it, Enter goes in, Enter again opens it', async ({ studio, workFolder }) => {
  test.skip(studio.server === null, 'the window of the system chooses folders, and is its own to use');
  const { page } = studio;
  for (let at = 0; at < 60; at += 1) mkdirSync(join(workFolder, `folder-${at}`));
  sampleFolder(workFolder, 'Öaves', { birch: 3, oak: 3 });
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog');
  const path = dialog.getByRole('textbox', { name: 'Path' });
  await expect(path).not.toHaveValue('');
  await expect(path).toBeFocused();

  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Open this folder' })).toBeFocused();
  // Sixty folders are one stop.
  const list = dialog.getByRole('list', { name: 'Folders' });
  for (let tabs = 0; tabs < 4 && !(await list.evaluate((element) => element.contains(document.activeElement))); tabs += 1)
    await page.keyboard.press('Tab');
  await expect(list).toBeFocused();
  await page.keyboard.type('oa');
  await expect(dialog.getByRole('button', { name: 'Öaves' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(path).toHaveValue(join(workFolder, 'Öaves'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell').first()).toBeVisible({ timeout: 30_000 });
});
