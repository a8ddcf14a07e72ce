import { copyFileSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { contentsOf, samplePicture } from './fixtures/folders.ts';
import { chooseFolder, german } from './fixtures/open-folder.ts';
import { expect, test } from './fixtures/test.ts';

/** `leaves/2023/{birch,oak}` and `leaves/2024/{birch,oak}`: years that are no classes. */
function years(parent: string): string {
  const folder = join(realpathSync(parent), 'leaves');
  for (const [at, year] of ['2023', '2024'].entries()) {
    for (const name of ['birch', 'oak']) {
      mkdirSync(join(folder, year, name), { recursive: true });
      for (const i of [0, 1, 2]) copyFileSync(samplePicture(name, at * 3 + i), join(folder, year, name, `${i}.jpg`));
    }
  }
  return folder;
}

test('layouts: folders that can be read in two ways are asked about once, with a picture of both, by keyboard', async ({ studio, workFolder }) => {
  const { page } = studio;
  const folder = years(workFolder);
  const before = contentsOf(folder);
  await chooseFolder(page, folder);
  const dialog = page.getByRole('dialog', { name: /How are the folders in .leaves. meant/ });
  await expect(dialog).toBeVisible();
  const inner = dialog.getByRole('radio', { name: /The folders inside are the classes/ });
  const outer = dialog.getByRole('radio', { name: /The outer folders are the classes/ });
  await expect(inner).toBeChecked();
  await expect(inner).toBeFocused();
  await expect(dialog.getByText('2 classes')).toHaveCount(2);
  for (const [title, name] of [['The folders inside are', /birch\s*6.*oak\s*6/s], ['The outer folders are the classes', /2023\s*6.*2024\s*6/s]] as const) {
    const card = dialog.locator('label', { hasText: title });
    await expect(card).toContainText(name);
    await expect(card.locator('img')).toHaveCount(4);
    for (const picture of await card.locator('img').all()) {
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    }
  }

  // Leaving it open stores nothing.
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeHidden();

  await page.reload();
  await chooseFolder(page, folder);
  await expect(inner).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(outer).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(inner).toBeChecked();
  await page.keyboard.press('Enter');
  const status = page.getByRole('region', { name: 'Pictures' }).getByRole('status').first();
  await expect(status).toHaveText(/^12 pictures · 2 classes/);
  await expect(page.getByRole('button', { name: /^(.*\s)?birch .*6$/ })).toBeVisible();

  // The watcher and a later scan follow the answer and ask nothing.
  mkdirSync(join(folder, '2025', 'birch'), { recursive: true });
  copyFileSync(samplePicture('birch', 9), join(folder, '2025', 'birch', 'new.jpg'));
  await expect(status).toHaveText(/^13 pictures · 2 classes/);
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(contentsOf(folder)).toMatchObject(before);
});

test('layouts: a project whose folders become unclear is asked about where it is shown, in German too', async ({ studio, workFolder }) => {
  const { page } = studio;
  const folder = join(realpathSync(workFolder), 'leaves');
  for (const name of ['birch', 'oak']) {
    mkdirSync(join(folder, name), { recursive: true });
    for (const i of [0, 1, 2]) copyFileSync(samplePicture(name, i), join(folder, name, `${i}.jpg`));
  }
  await page.evaluate(() => localStorage.setItem('graft.language', 'de'));
  await page.reload();
  await chooseFolder(page, folder, german);
  await expect(page.getByText('6 Bilder · 2 Klassen')).toBeVisible();
  for (const name of ['birch', 'oak']) {
    for (const year of ['day', 'night']) {
      mkdirSync(join(folder, name, year), { recursive: true });
      for (const i of [0, 1, 2, 3]) copyFileSync(samplePicture(name, 5 + i), join(folder, name, year, `${i}.jpg`));
    }
  }
  const dialog = page.getByRole('dialog', { name: 'Wie sind die Ordner in „leaves“ gemeint?' });
  await dialog.getByRole('radio', { name: /Die äußeren Ordner sind die Klassen/ }).check();
  await dialog.getByRole('button', { name: 'So einlesen' }).click();
  await expect(page.getByText('22 Bilder · 2 Klassen')).toBeVisible();
});
