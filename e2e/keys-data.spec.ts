import type { Locator, Page } from '@playwright/test';
import { expectNeverLost, pressOn, stopNow, stopsOf, tabTo, watchFocus } from './fixtures/by-keys.ts';
import { sampleFolder } from './fixtures/folders.ts';
import { openFolder } from './fixtures/open-folder.ts';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures/test.ts';

/** Opened by its button, walked through, closed by Escape: the button has the keyboard again. */
async function opensAndCloses(page: Page, button: Locator, name: string, within: (dialog: Locator) => Promise<unknown> = async () => {}): Promise<void> {
  await pressOn(page, button);
  const dialog = page.getByRole('dialog', { name });
  await expect(dialog).toBeVisible();
  await within(dialog);
  const stops = await stopsOf(page, 80);
  expect.soft(stops.filter(({ place, faults }) => place !== 'dialog' || faults.length > 0).map(({ says, place, faults }) => `${says} in ${place}: ${faults.join(', ')}`), name).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button, `after ${name}`).toBeFocused();
}

test('without a mouse: groups, wrong labels, the camera, what to label next and what to judge again; each dialog keeps the keyboard and gives it back', async ({ studio, workFolder }) => {
  test.setTimeout(400_000);
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'leaves', { birch: 12, maple: 12, oak: 12 });
  const willows = sampleFolder(workFolder, 'more', { willow: 6 });
  for (const name of readdirSync(join(willows, 'willow'))) copyFileSync(join(willows, 'willow', name), join(folder, name));
  await openFolder(page, folder);
  await watchFocus(page);
  const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name });

  await opensAndCloses(page, button('Look for wrong labels …'), 'Labels that look wrong', async (dialog) => {
    await expect(dialog.getByRole('button', { name: 'Close' }).last()).toBeVisible();
    await expect(dialog.getByRole('status').first()).toHaveText(/judged/, { timeout: 90_000 });
  });
  await opensAndCloses(page, button('Judge some again, blind …'), 'Do you agree with yourself?', async (dialog) => {
    await expect(dialog.getByText(/^1 of \d+$/)).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('1');
    await expect(dialog.getByText(/^2 of \d+$/)).toBeVisible();
    await pressOn(page, dialog.getByRole('button', { name: 'Show the result' }));
    await expect(dialog.getByText(/^You agree with yourself/)).toBeVisible();
    await expect.poll(async () => (await stopNow(page))?.place).toBe('dialog');
  });
  await opensAndCloses(page, button('Take pictures with the camera …'), 'Camera', async (dialog) => {
    await expect(dialog.getByRole('combobox', { name: 'Into the class' })).toBeFocused();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('round');
    await pressOn(page, dialog.getByRole('button', { name: 'Turn the camera on' }));
    // What takes the picture has the keyboard by then.
    await expect(dialog.getByRole('button', { name: 'Take a picture' })).toBeFocused();
    for (const said of ['1 picture taken', '2 pictures taken']) {
      await page.keyboard.press('Space');
      await expect(dialog.getByText(said)).toBeVisible();
    }
  });
  await test.step('those without a class, by the arrows of the list of classes', async () => {
    await tabTo(page, button(/^All pictures/), { back: true });
    const none = button(/no label/);
    for (let presses = 0; presses < 8 && !(await none.evaluate((element) => element === document.activeElement)); presses += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(button('The 20 that teach most …')).toBeVisible();
    await expect(none).toBeFocused();
  });
  await opensAndCloses(page, button('The 20 that teach most …'), 'What to label next', async (dialog) => {
    await expect(dialog.getByText('1 of 6')).toBeVisible({ timeout: 120_000 });
    await page.keyboard.press('ArrowRight');
    await expect(dialog.getByText('2 of 6')).toBeVisible();
    await pressOn(page, dialog.getByRole('button', { name: 'Undo' }));
    await expect(dialog.getByText('1 of 6')).toBeVisible();
    await expect.poll(async () => (await stopNow(page))?.place).toBe('dialog');
  });
  await opensAndCloses(page, button('Groups …'), 'Pictures that belong together', async (dialog) => {
    await expect(dialog.getByRole('button', { name: 'Look closer' })).toBeEnabled({ timeout: 60_000 });
    await pressOn(page, dialog.getByRole('button', { name: 'Look closer' }));
    await expect(dialog.getByRole('button', { name: 'Look closer' })).toHaveCount(0, { timeout: 60_000 });
    await expect.poll(async () => (await stopNow(page))?.place).toBe('dialog');
  });
  await expectNeverLost(page);
});
