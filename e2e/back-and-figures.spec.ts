import type { Locator, Page } from '@playwright/test';
import { expect, openTrained, test } from './fixtures/trained.ts';

const matrix = (page: Page): Locator => page.getByRole('grid', { name: /Confusion matrix/ });
const wall = (page: Page): Locator => page.getByRole('grid', { name: /Pictures with what the run said/ });
const top = async (place: Locator): Promise<number> => (await place.boundingBox())!.y;

test('Back returns to what was shown before, step by step, and then to the page before', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Evaluate');
  const heading = page.getByRole('heading', { name: /^Pictures it got wrong/ });
  await expect(heading).toBeVisible();
  await matrix(page).getByRole('gridcell', { name: /^birch, rightly said/ }).click();
  await expect(page.getByRole('heading', { name: /^birch, rightly said/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Classes' }).click();
  await expect(page.getByRole('table', { name: 'Classes' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: /^birch, rightly said/ })).toBeVisible();
  await page.goBack();
  await expect(heading).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/data$/);
});

test('neither a heat map nor the first correction moves anything', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Evaluate');
  await wall(page).getByRole('gridcell').first().click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  const sure = inspector.getByRole('heading', { name: 'How sure it is of each class' });
  await expect(sure).toBeVisible();
  const before = await top(sure);
  await expect(inspector.locator('canvas')).toBeVisible({ timeout: 60_000 });
  expect(await top(sure)).toBe(before);

  const wallTop = await top(wall(page));
  await page.keyboard.press('x');
  await expect(page.getByRole('button', { name: /^Train again with 1 changed label/ })).toBeVisible();
  expect(await top(wall(page))).toBe(wallTop);
});

test('in small windows the matrix keeps its height and is not cut, and the wall has its columns', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Evaluate');
  for (const size of [{ width: 1024, height: 700 }, { width: 853, height: 533 }]) {
    await page.setViewportSize(size);
    await expect(wall(page).getByRole('gridcell').first()).toBeVisible();
    const { width, height, cut } = await matrix(page).evaluate((grid) => {
      const room = grid.parentElement!;
      return { width: room.clientWidth, height: room.clientHeight, cut: room.scrollWidth - room.clientWidth };
    });
    expect({ height: height >= 220, width: width >= 300, cut }, `${size.width} x ${size.height}: ${width} x ${height}`).toEqual({ height: true, width: true, cut: 0 });
    const lefts = await wall(page).getByRole('gridcell').evaluateAll((cells) => new Set(cells.map((cell) => Math.round(cell.getBoundingClientRect().left))).size);
    expect(lefts).toBeGreaterThanOrEqual(3);
  }
});
