import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { contentsOf, sampleFolder, samplePicture } from './fixtures/folders.ts';
import { openFolder } from './fixtures/open-folder.ts';
import { downloadedFile } from './fixtures/downloaded-file.ts';
import { expect, test } from './fixtures/test.ts';

const wall = (page: Page): Locator => page.getByRole('grid', { name: 'Pictures' });
const cells = (page: Page): Locator => wall(page).getByRole('gridcell');
const chosen = (page: Page): Locator => wall(page).getByRole('gridcell', { selected: true });
const classRow = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Classes' }).getByRole('button', { name: new RegExp(`(^|\\d )${name} `) });
const status = (page: Page): Locator => page.getByRole('region', { name: 'Pictures' }).getByRole('status').first();
const heading = (page: Page, name: string): Locator => wall(page).getByRole('rowheader', { name, exact: true });
/** What a class counts, as its row says. */
const expectCount = (page: Page, name: string, count: number) =>
  expect(classRow(page, name)).toHaveAccessibleName(new RegExp(` ${count}$`));

test('pictures are moved by keys, taken back, excluded; a reload shows the same and no file was touched', async ({
  studio,
  workFolder,
}) => {
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'leaves', { birch: 25, oak: 25, rowan: 25 });
  const before = contentsOf(folder);
  await openFolder(page, folder);
  await expect(status(page)).toHaveText('75 pictures · 3 classes');

  await test.step('click, Shift+click, a number', async () => {
    await cells(page).first().click();
    await cells(page)
      .nth(2)
      .click({ modifiers: ['Shift'] });
    await expect(chosen(page)).toHaveCount(3);
    await page.keyboard.press('2');
    await expectCount(page, 'birch', 22);
    await expectCount(page, 'oak', 28);
    await expect(heading(page, 'birch 22 pictures')).toBeVisible();
    await expect(heading(page, 'oak 28 pictures')).toBeVisible();
    await expect(page.getByText('3 pictures moved to oak.')).toBeVisible();
  });

  await test.step('the toast takes it back, Ctrl+Shift+Z makes it again, Ctrl+Z takes it back again', async () => {
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await expectCount(page, 'birch', 25);
    await wall(page).focus();
    await page.keyboard.press('Control+Shift+z');
    await expectCount(page, 'oak', 28);
    await page.keyboard.press('Control+z');
    await expectCount(page, 'oak', 25);
    await expect(heading(page, 'birch 25 pictures')).toBeVisible();
  });

  await test.step('X excludes, X again includes', async () => {
    await cells(page).first().click();
    await page.keyboard.press('x');
    await expect(cells(page).first()).toHaveAccessibleName('birch, 1, excluded');
    await expectCount(page, 'birch', 24);
    await page.keyboard.press('x');
    await expectCount(page, 'birch', 25);
    await page.keyboard.press('Delete');
    await expectCount(page, 'birch', 24);
  });

  await test.step('a new class is made by typing its name', async () => {
    await cells(page).nth(1).click();
    await cells(page)
      .nth(3)
      .click({ modifiers: ['Control'] });
    await page.getByRole('textbox', { name: 'New class' }).fill('maple');
    await page.keyboard.press('Enter');
    await expectCount(page, 'maple', 2);
    await expectCount(page, 'birch', 22);
  });

  await page.reload();
  await expectCount(page, 'maple', 2);
  await expect(cells(page).first()).toHaveAccessibleName('birch, 1, excluded');
  await expect(heading(page, 'birch 22 pictures · 1 not used')).toBeVisible();
  await expect(page.getByRole('gridcell', { name: 'maple, 24', exact: true })).toBeVisible();

  await test.step('labels as CSV', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    const { file: csv } = await downloadedFile(page, workFolder, () => page.getByRole('menuitem', { name: /Export labels/ }).click());
    const lines = readFileSync(csv, 'utf8')
      .trim()
      .split(/\r?\n/);
    expect(lines[0]).toBe('file,label,folder_label,excluded,split');
    expect(lines).toHaveLength(76);
    expect(lines.find((line) => line.startsWith('birch/birch-10.jpg'))).toMatch(/^birch\/birch-10\.jpg,maple,birch,/);
  });
  expect(contentsOf(folder)).toEqual(before);
});

test('the wall is walked by keys', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openFolder(page, sampleFolder(workFolder, 'leaves', { birch: 30, oak: 30 }));
  await cells(page).first().click();
  const columns = Number(await wall(page).getAttribute('aria-colcount'));
  const press = async (key: string, at: number, count: number) => {
    await page.keyboard.press(key);
    await expect(wall(page)).toHaveAttribute('aria-activedescendant', `picture-${at}`);
    if (count <= 1) await expect(page.getByRole('toolbar')).toContainText('1 chosen');
    else await expect(page.getByRole('toolbar')).toContainText(`${count} chosen`);
  };
  await press('ArrowRight', 1, 1);
  await press('ArrowDown', 1 + columns, 1);
  await press('Shift+ArrowDown', 1 + 2 * columns, columns + 1);
  await press('Shift+ArrowUp', 1 + columns, 1);
  await press('End', 2 * columns - 1, 1);
  await press('Control+End', 59, 1);
  await expect(cells(page).last()).toBeInViewport();
  await press('Control+Home', 0, 1);
  await press('Control+a', 0, 60);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('toolbar')).toBeHidden();

  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  const large = page.getByRole('dialog', { name: 'birch' });
  await expect(large.getByText('2 of 60')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(large.getByText('3 of 60')).toBeVisible();
  await page.keyboard.press('2');
  await expect(large.getByText('3 of 60')).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(wall(page)).toBeFocused();
  await expectCount(page, 'oak', 31);
});

test('search and filters narrow each other, and the address keeps them', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openFolder(page, sampleFolder(workFolder, 'leaves', { birch: 20, oak: 20 }));
  await page.getByRole('searchbox', { name: /Search/ }).fill('OAK-1');
  await expect(status(page)).toHaveText('11 of 40 shown');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByLabel('Used for').selectOption('validation');
  await page.keyboard.press('Escape');
  await expect(status(page)).not.toHaveText('11 of 40 shown');
  await expect(page).toHaveURL(/split=val/);
  await expect(page).toHaveURL(/q=OAK-1/);
  const shown = await status(page).textContent();
  await page.reload();
  await expect(status(page)).toHaveText(shown!);
  await page.getByRole('searchbox', { name: /Search/ }).fill('nothing is called so');
  await expect(page.getByRole('heading', { name: 'No picture matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).last().click();
  await expect(status(page)).toHaveText('40 pictures · 2 classes');
  await classRow(page, 'oak').click();
  await expect(status(page)).toHaveText('20 of 40 shown');
  await expect(cells(page).first()).toHaveAccessibleName('oak, 1');
});

test('a folder without labels is labelled from nothing, picture by picture', async ({ studio, workFolder }) => {
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'parent', { birch: 12 });
  await openFolder(page, join(folder, 'birch'));
  await expect(page.getByText(/12 pictures have no class yet/)).toBeVisible();
  const name = page.getByRole('textbox', { name: 'New class' });
  await name.fill('long');
  await name.press('Enter');
  await expectCount(page, 'long', 0);
  await name.fill('round');
  await name.press('Enter');
  await expectCount(page, 'round', 0);

  await classRow(page, 'no label').click();
  await cells(page).first().click();
  for (const [at, key] of ['1', '2', '1'].entries()) {
    await page.keyboard.press(key);
    // What is labelled leaves; the next one is chosen by itself.
    await expect(cells(page)).toHaveCount(11 - at);
    await expect(chosen(page)).toHaveCount(1);
  }
  await expectCount(page, 'long', 2);
  await expectCount(page, 'round', 1);
  await expect(page.getByText(/have no class yet/)).toBeHidden();
});

test('the split is changed', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openFolder(page, sampleFolder(workFolder, 'leaves', { birch: 20, oak: 20 }));
  const bar = page.getByRole('contentinfo').or(page.getByRole('region', { name: 'Pictures' }));
  await expect(bar.getByRole('button', { name: 'validation 8' })).toBeVisible();
  await page.getByRole('button', { name: 'Change …' }).click();
  await page.getByLabel('For checking while training').fill('30');
  await page.getByLabel('For the last check').fill('10');
  await page.getByRole('button', { name: 'Change the split' }).click();
  await expect(bar.getByRole('button', { name: 'validation 12' })).toBeVisible();
  await expect(bar.getByRole('button', { name: 'test 4' })).toBeVisible();
  await bar.getByRole('button', { name: 'test 4' }).click();
  await expect(status(page)).toHaveText('4 of 40 shown');
});

test('the camera adds pictures to a class, and they stay out of the folder', async ({ studio, workFolder }) => {
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'leaves', { birch: 20, oak: 20 });
  const before = contentsOf(folder);
  await openFolder(page, folder);
  await page.getByRole('button', { name: /Take pictures with the camera/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Camera' });
  await dialog.getByRole('combobox', { name: 'Into the class' }).fill('round');
  await dialog.getByRole('button', { name: 'Turn the camera on' }).click();
  await dialog.getByRole('button', { name: 'Take a picture' }).click();
  await expect(dialog.getByText('1 picture taken')).toBeVisible();
  await dialog.getByRole('button', { name: 'Take a picture' }).click();
  await expect(dialog.getByText('2 pictures taken')).toBeVisible();
  await page.keyboard.press('Escape');
  await expectCount(page, 'round', 2);
  await classRow(page, 'round').click();
  await expect(cells(page)).toHaveCount(2);
  expect(contentsOf(folder)).toEqual(before);
});

test('pictures dropped on the page go into the class that is shown; what is chosen is dragged onto a class', async ({
  studio,
  workFolder,
}) => {
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'leaves', { birch: 20, oak: 20 });
  const before = contentsOf(folder);
  await openFolder(page, folder);
  const drop = async () => {
    const base64 = readFileSync(samplePicture('oak', 30)).toString('base64');
    const transfer = await page.evaluateHandle((text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'dropped.jpg', { type: 'image/jpeg' }));
      return data;
    }, base64);
    await page.locator('body').dispatchEvent('drop', { dataTransfer: transfer });
  };
  await drop();
  await expect(page.getByText(/To add pictures, first click the class/)).toBeVisible();
  await classRow(page, 'oak').click();
  await drop();
  await expectCount(page, 'oak', 21);
  await expect(cells(page)).toHaveCount(21);

  await cells(page).first().click();
  await cells(page)
    .nth(1)
    .click({ modifiers: ['Shift'] });
  await cells(page).first().dragTo(classRow(page, 'birch'));
  await expectCount(page, 'birch', 22);
  await expectCount(page, 'oak', 19);
  expect(contentsOf(folder)).toEqual(before);
});
