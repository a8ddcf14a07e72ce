import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { contentsOf, sampleFolder, samplePicture } from './fixtures/folders.ts';
import { openFolder } from './fixtures/open-folder.ts';
import { expect, test } from './fixtures/test.ts';

const wall = (page: Page): Locator => page.getByRole('grid', { name: 'Pictures' });
const cells = (page: Page): Locator => wall(page).getByRole('gridcell');
const chosen = (page: Page): Locator => wall(page).getByRole('gridcell', { selected: true });
const classRow = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Classes' }).getByRole('button', { name: new RegExp(`(^|\\S )${name} `) });

/** Two classes of three pictures each, and twelve more beside them: birches and oaks in turn, without a class. */
function mixedFolder(parent: string): string {
  const folder = sampleFolder(parent, 'leaves', { birch: 3, oak: 3 });
  for (let at = 0; at < 12; at += 1) {
    const name = at % 2 === 0 ? 'birch' : 'oak';
    copyFileSync(samplePicture(name, 20 + at), join(folder, `picture-${String(at).padStart(2, '0')}.jpg`));
  }
  return folder;
}

test('pictures without a class get theirs with one key each; undo returns; letters of one’s own', async ({ studio, workFolder }) => {
  const { page } = studio;
  const folder = mixedFolder(workFolder);
  const before = contentsOf(folder);
  await openFolder(page, folder);
  await classRow(page, 'no label').click();
  await expect(cells(page)).toHaveCount(12);

  let keys = 0;
  const press = async (key: string): Promise<void> => {
    keys += 1;
    await page.keyboard.press(key);
  };
  await test.step('twelve pictures, twelve keys', async () => {
    await cells(page).first().click();
    // The size may still change: the inspector comes with the first picture that is chosen.
    const { x, y } = (await chosen(page).boundingBox())!;
    for (let at = 0; at < 12; at += 1) {
      await press(at % 2 === 0 ? '1' : '2');
      await expect(cells(page)).toHaveCount(11 - at);
      // The next one has come to where the last one was.
      if (at < 11) expect(await chosen(page).boundingBox()).toMatchObject({ x, y });
    }
    await expect(classRow(page, 'birch')).toHaveAccessibleName(/\b9\b/);
    await expect(classRow(page, 'oak')).toHaveAccessibleName(/\b9\b/);
    console.log(`keys a label: ${keys / 12}`);
    expect(keys / 12).toBe(1);
  });

  await test.step('undo brings the last one back, chosen', async () => {
    await page.keyboard.press('Control+z');
    await expect(cells(page)).toHaveCount(1);
    await expect(chosen(page)).toHaveAccessibleName('no label, 1');
    await page.keyboard.press('Control+z');
    await expect(chosen(page)).toHaveAccessibleName('no label, 1');
    await expect(cells(page)).toHaveCount(2);
  });

  await test.step('a letter of one’s own gives a class, in the large view too', async () => {
    await page.getByRole('button', { name: 'Choose keys for classes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Keys for classes' });
    await dialog.getByRole('button', { name: /^oak/ }).press('x');
    await expect(dialog.getByRole('status')).toHaveText('The key x has another meaning here');
    await dialog.getByRole('button', { name: /^oak/ }).press('q');
    await expect(dialog.getByRole('status')).toHaveText('The key Q gives oak now.');
    await page.keyboard.press('Escape');
    await page.reload();
    await cells(page).first().click();
    await page.keyboard.press('Space');
    const large = page.getByRole('dialog', { name: 'no label' });
    await expect(large.getByRole('group', { name: 'Keys for labelling' })).toContainText('Q oak');
    // All of them, without scrolling.
    await expect(large.getByRole('group', { name: 'Keys for labelling' })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('q');
    await expect(large).toContainText('1 of 1');
    await page.keyboard.press('q');
    await expect(page.getByText('No picture matches')).toBeVisible();
  });
  expect(contentsOf(folder)).toEqual(before);
});

test('a rubber band chooses what it touches, scrolls at the edge, adds with Shift; Escape leaves all as it was', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openFolder(page, sampleFolder(workFolder, 'leaves', { birch: 30, oak: 45 }));
  // The inspector comes with what is chosen, and the wall has other columns then.
  const wide = (await wall(page).getAttribute('aria-colcount'))!;
  await cells(page).first().click();
  await expect(wall(page)).not.toHaveAttribute('aria-colcount', wide);
  const columns = Number(await wall(page).getAttribute('aria-colcount'));
  const middle = async (at: number) => {
    const box = (await page.locator(`#picture-${at}`).boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const draw = async (from: { x: number; y: number }, to: { x: number; y: number }, held: 'Alt' | 'Shift') => {
    await page.keyboard.down(held);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.keyboard.up(held);
  };
  const places = () => chosen(page).evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset.at)));

  await draw(await middle(0), await middle(columns + 1), 'Alt');
  expect(await places()).toEqual([0, 1, columns, columns + 1]);
  await page.mouse.up();
  await expect(page.getByRole('toolbar')).toContainText('4 chosen');
  await expect(wall(page)).toBeFocused();

  await test.step('Escape', async () => {
    await draw(await middle(2), await middle(columns + 3), 'Shift');
    expect(await places()).toHaveLength(8);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await expect(page.getByRole('toolbar')).toContainText('4 chosen');
  });
  await test.step('Shift adds', async () => {
    await draw(await middle(2), await middle(3), 'Shift');
    await page.mouse.up();
    await expect(page.getByRole('toolbar')).toContainText('6 chosen');
  });
  await test.step('the edge scrolls', async () => {
    const box = (await wall(page).boundingBox())!;
    await draw(await middle(0), { x: box.x + box.width - 40, y: box.y + box.height + 20 }, 'Alt');
    await expect(cells(page).last()).toBeInViewport();
    await expect(page.locator('#picture-74')).toBeVisible();
    await page.mouse.up();
    await expect(page.getByRole('toolbar')).toContainText('75 chosen');
  });
  await test.step('what is chosen gets its class with one key', async () => {
    await page.keyboard.press('2');
    await expect(classRow(page, 'oak')).toHaveAccessibleName(/\b75\b/);
  });
});
