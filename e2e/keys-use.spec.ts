import { join } from 'node:path';
import { expectNeverLost, pressOn, stopNow, tabTo, watchFocus } from './fixtures/by-keys.ts';
import { samplePicture, sampleFolder } from './fixtures/folders.ts';
import { downloadedFile } from './fixtures/downloaded-file.ts';
import { tabs } from './fixtures/steps.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('without a mouse: pictures chosen, answer sets, the nearest training pictures, a class given and taken back, an export, a report, the camera, a forecast', async ({ studio, workFolder }) => {
  test.skip(studio.server === null, 'the windows of the system choose files and folders there');
  test.setTimeout(400_000);
  const { page } = studio;
  await openTrained(page, 'Use');
  await watchFocus(page);
  await tabTo(page, tabs(page).getByRole('link', { name: /^Use/ }));
  const main = page.getByRole('main');
  // The first of the two is the hidden field that it opens.
  const choosePictures = main.getByRole('button', { name: 'Choose pictures …' }).last();
  const screenshot = join(workFolder, 'screenshot.png');
  await page.screenshot({ path: screenshot });
  const leaf = samplePicture('oak', 40);

  await test.step('answer sets are unfolded and their level chosen', async () => {
    const fold = main.getByText(/^One of these, \d+.?%/);
    await pressOn(page, fold);
    const level = page.getByLabel('How often the right one is to be among them');
    await tabTo(page, level);
    await page.keyboard.press('ArrowUp');
    await expect(level).toBeFocused();
    await pressOn(page, fold, 'Enter', { back: true });
    await expect(level).toBeHidden();
  });

  await test.step('pictures are chosen; what is strange shows its nearest', async () => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), pressOn(page, choosePictures)]);
    await chooser.setFiles([screenshot, leaf]);
    const strange = page.getByRole('article', { name: 'screenshot.png' });
    const nearest = strange.getByRole('region', { name: 'Never seen anything like this' }).getByRole('link').first();
    await expect(nearest).toBeVisible({ timeout: 60_000 });
    await expect(choosePictures).toBeFocused();
    const stop = await tabTo(page, nearest);
    expect(stop.faults).toEqual([]);
    const teach = strange.getByRole('button', { name: 'Add to the project' });
    await pressOn(page, teach);
    await expect(strange.getByRole('status')).toContainText('Added to', { timeout: 30_000 });
    await expect.poll(async () => (await stopNow(page))?.place).toBe('main');
    await pressOn(page, strange.getByRole('button', { name: 'Undo' }));
    await expect(teach).toBeVisible();
    await expect.poll(async () => (await stopNow(page))?.place).toBe('main');
  });

  await test.step('an export and a report', async () => {
    const card = page.getByRole('article', { name: /^timm and PyTorch/ });
    await pressOn(page, card.getByRole('button', { name: 'Export' }));
    await expect(card.getByRole('link', { name: 'Download (ZIP)' })).toBeFocused({ timeout: 90_000 });
    const report = page.getByRole('button', { name: 'Save the report' });
    await tabTo(page, report);
    await downloadedFile(page, workFolder, () => page.keyboard.press('Enter'));
    await expect(report).toBeFocused();
  });

  await test.step('the camera is turned on, a picture taken and given a class, the camera turned off', async () => {
    const start = main.getByRole('button', { name: 'Use the camera' });
    await pressOn(page, start, 'Enter', { back: true });
    const panel = page.getByRole('region', { name: 'What the camera sees' });
    const take = panel.getByRole('button', { name: 'Take this picture' });
    await expect(take).toBeEnabled({ timeout: 30_000 });
    await pressOn(page, take, 'Space');
    await expect(page.getByRole('article', { name: 'camera 1.jpg' })).toBeVisible({ timeout: 60_000 });
    await expect(take).toBeFocused();
    await pressOn(page, panel.getByRole('button', { name: 'Stop the camera' }));
    await expect(panel).toBeHidden();
    await expect.poll(async () => (await stopNow(page))?.place).toBe('main');
    await expect.poll(async () => (await stopNow(page))?.faults).toEqual([]);
  });

  await test.step('a forecast: its folder by keys, its panel closed again', async () => {
    sampleFolder(workFolder, 'new camera', { birch: 4, oak: 4 });
    const ask = main.getByRole('button', { name: 'Forecast for a folder …' });
    await pressOn(page, ask, 'Enter', { back: true });
    const dialog = page.getByRole('dialog');
    const path = dialog.getByRole('textbox', { name: 'Path' });
    await expect(path).toBeFocused();
    await expect(path).not.toHaveValue('');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(join(workFolder, 'new camera'));
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('button', { name: 'Ask about these' })).toBeEnabled();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'What to expect of “new camera”' });
    await expect(panel).toBeVisible({ timeout: 60_000 });
    const again = panel.getByRole('button', { name: 'Ask again' });
    await expect(again).toBeVisible({ timeout: 60_000 });
    await expect.poll(async () => (await stopNow(page))?.place).toBe('main');
    await pressOn(page, again);
    await expect(again).toBeFocused();
    await pressOn(page, panel.getByRole('button', { name: 'Close' }), 'Enter', { back: true });
    await expect(panel).toBeHidden();
    await expect.poll(async () => (await stopNow(page))?.place).toBe('main');
    await expect.poll(async () => (await stopNow(page))?.faults).toEqual([]);
  });
  await expectNeverLost(page);
});
