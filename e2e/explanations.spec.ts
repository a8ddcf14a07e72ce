import type { Page } from '@playwright/test';
import { expect, openTrained, test } from './fixtures/trained.ts';

// What a page explains beside its words is reached without a mouse, as is every name that has no room.

const tip = (page: Page) => page.getByRole('tooltip');

test('what a figure means is read by keys and by a press, and gone again', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Evaluate');
  const mark = page.getByRole('region', { name: 'Verdict' }).getByRole('button', { name: /^More about “on / });
  await expect(mark).toHaveAccessibleDescription(/picked by these validation pictures/);

  await test.step('a press', async () => {
    await mark.click();
    await expect(tip(page)).toContainText('picked by these validation pictures');
    await mark.click();
    await expect(tip(page)).toBeHidden();
  });
  await test.step('keys', async () => {
    await page.getByRole('heading', { level: 1 }).first().click();
    await page.keyboard.press('Shift+Tab');
    await mark.focus();
    await expect(tip(page)).toContainText('picked by these validation pictures');
    await page.keyboard.press('Escape');
    await expect(tip(page)).toBeHidden();
    await expect(mark).toBeFocused();
  });
  await test.step('the pointer, which may go onto the words', async () => {
    await page.mouse.move(2, 2);
    await mark.hover();
    await expect(tip(page)).toBeVisible();
    await tip(page).hover();
    await expect(tip(page)).toBeVisible();
    await page.mouse.move(2, 2);
    await expect(tip(page)).toBeHidden();
  });
});

test('in a narrow window the icons of the rail keep their names and say them', async ({ studio }) => {
  const { page } = studio;
  await page.setViewportSize({ width: 860, height: 700 });
  const settings = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' });
  await settings.hover();
  await expect(tip(page)).toHaveText('Settings');
  await page.mouse.move(400, 300);
  await expect(tip(page)).toBeHidden();
  await page.keyboard.press('Tab');
  await settings.focus();
  await expect(tip(page)).toHaveText('Settings');
});

test('settings of runs are said in words, their terms beside them', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Evaluate');
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.getByRole('switch', { name: /^Only settings that differ/ }).uncheck();
  await expect(page.getByRole('cell', { name: 'the last layer only (head)', exact: true })).toHaveCount(2);
});
