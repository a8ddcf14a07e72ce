import type { Page } from '@playwright/test';
import { className, classCount, expect, test } from './fixtures/many-classes.ts';
import { layoutProblems } from './fixtures/looks.ts';
import { goTo } from './fixtures/steps.ts';

const pairs = (page: Page) => page.getByRole('list', { name: 'Classes most often taken for each other' }).getByRole('button');
const matrix = (page: Page) => page.getByRole('grid', { name: /Confusion matrix/ });
const pictures = (page: Page) => page.getByRole('grid', { name: /Pictures with what the run said/ }).getByRole('gridcell');

test('of 60 classes the pairs most confused come first, all are in the matrix, a class is found by its name', async ({ studio }) => {
  const { page } = studio;
  await page.getByRole('main').getByRole('link', { name: 'plants' }).first().click();
  await goTo(page, 'Evaluate');
  const first = pairs(page).first();
  await expect(first).toBeVisible();
  await first.click();
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  const shown = Number((await first.getAttribute('aria-label'))!.match(/(\d+) pictures?$/)![1]);
  await expect(pictures(page)).toHaveCount(shown);

  await page.getByRole('radio', { name: 'Matrix' }).check({ force: true });
  await expect(matrix(page).getByRole('rowheader')).toHaveCount(classCount);
  // All of it is seen without moving it sideways.
  const hidden = await matrix(page).evaluate((grid) => grid.parentElement!.scrollWidth - grid.parentElement!.clientWidth);
  expect(hidden).toBeLessThanOrEqual(0);

  await page.getByRole('searchbox', { name: 'Find a class' }).fill('NUMBER 7');
  const rows = matrix(page).getByRole('rowheader');
  await expect(rows.filter({ hasText: className(6) })).toHaveCount(1);
  expect(await rows.count()).toBeLessThan(classCount);
  await expect(rows.first()).toBeInViewport();
});

test('no figure is cut beside a long name', async ({ studio }) => {
  const { page } = studio;
  await page.getByRole('main').getByRole('link', { name: 'plants' }).first().click();
  await goTo(page, 'Evaluate');
  await expect(pictures(page).first()).toBeVisible();
  const figures = await pictures(page)
    .getByText(/^\d+%$/)
    .evaluateAll((found) => found.map((figure) => figure.scrollWidth - figure.clientWidth));
  expect(figures.length).toBeGreaterThan(1);
  expect(Math.max(...figures)).toBeLessThanOrEqual(0);
  for (const size of [{ width: 1280, height: 800 }, { width: 1024, height: 700 }, { width: 853, height: 533 }]) {
    await page.setViewportSize(size);
    expect(await layoutProblems(page), `${size.width} x ${size.height}`).toEqual([]);
  }
});

test('beside 60 classes the problems keep their room, the key that types a class is in sight, and what switches the view stays under the pointer', async ({ studio }) => {
  const { page } = studio;
  await page.getByRole('main').getByRole('link', { name: 'plants' }).first().click();
  await goTo(page, 'Data');
  await expect(page.getByRole('button', { name: /^Look for wrong labels/ })).toBeInViewport({ ratio: 1 });
  await goTo(page, 'Evaluate');
  await expect(pairs(page).first()).toBeVisible();
  await expect(page.getByRole('group', { name: 'Keys for labelling' }).getByRole('button', { name: /more classes/ })).toBeInViewport({ ratio: 1 });
  // What a column of names is stands over it.
  const [said, name] = await Promise.all([page.locator('p', { hasText: /^is\s*said$/ }).getByText('said').boundingBox(), pairs(page).first().getByText(/^[a-z]-kind/).nth(1).boundingBox()]);
  expect(Math.abs(said!.x - name!.x)).toBeLessThan(2);
  const table = page.getByRole('button', { name: 'Show as table' });
  const before = await table.boundingBox();
  await page.getByRole('radio', { name: 'Matrix' }).check({ force: true });
  await expect(matrix(page)).toBeVisible();
  expect(await table.boundingBox()).toEqual(before);
});
