import { expectNeverLost, pressOn, stopNow, tabTo, watchFocus } from './fixtures/by-keys.ts';
import { chooseHeadAlone, nextStep, trainToExport } from './fixtures/first-journey.ts';
import { expect, test } from './fixtures/test.ts';

test('without a mouse: from the sample to an exported model by one key, the next step of each page; the keyboard’s place is never lost', async ({ studio }) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await watchFocus(page);
  const next = nextStep(page);
  const go = async (label: string | RegExp) => {
    await expect(next.getByRole('button', { name: label })).toBeVisible({ timeout: 120_000 });
    await page.keyboard.press('Control+Enter');
  };
  await pressOn(page, page.getByRole('button', { name: /^Try the sample/ }));
  await expect(next).toContainText(/^\d+ pictures in 6 classes/, { timeout: 60_000 });
  await chooseHeadAlone(page);
  // On the pictures, which go with their page.
  await tabTo(page, page.getByRole('grid', { name: 'Pictures' }));
  await trainToExport(page, go);
  await expect.poll(() => stopNow(page)).not.toBeNull();
  await expectNeverLost(page);

  // A number that is typed counts, though its field was not left.
  await page.goto(page.url().replace(/use.*/, 'train?run=new'));
  await page.getByRole('group', { name: 'How much to show' }).getByText('Usual', { exact: true }).click();
  const epochs = page.getByLabel('Epochs', { exact: true });
  await epochs.fill('');
  await epochs.pressSequentially('2');
  await expect(next.getByRole('button', { name: /^Train with/ })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/train\?run=2$/, { timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'Run 2' })).toContainText(/You asked for: .*2/);
});
