import type { Locator, Page } from '@playwright/test';
import { trySample } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

const wall = (page: Page): Locator => page.getByRole('grid', { name: 'Pictures' });
const box = async (place: Locator) => (await place.boundingBox())!;

test('pictures come first: the wall has the room, class names are its headings, nothing pushes it', async ({ studio }) => {
  const { page } = studio;
  await trySample(page);
  const cells = wall(page).getByRole('gridcell');

  await test.step('at 1280 px it has at least 60 % of the width while nothing is chosen', async () => {
    const { width } = await box(wall(page));
    console.log(`  the wall takes ${((100 * width) / 1280).toFixed(0)} % of 1280 px`);
    expect(width).toBeGreaterThanOrEqual(0.6 * 1280);
  });

  await test.step('tiles are 2 px apart, with nothing written over them', async () => {
    const [first, second] = [await box(cells.nth(0)), await box(cells.nth(1))];
    expect(second.x - first.x - first.width).toBe(2);
    await expect(cells.first()).toHaveText('');
  });

  await test.step('the name of a class stays at the top while its pictures pass', async () => {
    const birch = wall(page).getByRole('rowheader', { name: 'birch 48 pictures' });
    const { y } = await box(birch);
    await wall(page).hover();
    await page.mouse.wheel(0, 300);
    await expect.poll(async () => wall(page).evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(250);
    expect((await box(birch)).y).toBe(y);
    await page.mouse.wheel(0, -300);
    await expect.poll(async () => wall(page).evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  });

  await test.step('the slider and the keys change the size, and it is remembered', async () => {
    const before = (await box(cells.first())).width;
    await wall(page).focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await expect.poll(async () => (await box(cells.first())).width).toBeGreaterThan(before);
    const larger = (await box(cells.first())).width;
    await page.reload();
    await expect.poll(async () => (await box(cells.first())).width).toBe(larger);
    await page.getByRole('slider', { name: 'Size of the pictures' }).press('Home');
    await expect.poll(async () => (await box(cells.first())).width).toBeLessThan(before);
  });

  await test.step('the first correction does not push the wall', async () => {
    await cells.first().click();
    // What was chosen brings its inspector, and with it other lines of keys.
    await expect(page.getByText('File size')).toBeVisible();
    await page.waitForTimeout(500);
    const { y, height } = await box(wall(page));
    await page.keyboard.press('2');
    await expect(wall(page).getByRole('rowheader', { name: 'birch 47 pictures' })).toBeVisible();
    await page.waitForTimeout(500);
    expect(await box(wall(page))).toMatchObject({ y, height });
  });
});
