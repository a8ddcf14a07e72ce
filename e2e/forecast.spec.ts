import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sampleFolder } from './fixtures/folders.ts';
import { goTo } from './fixtures/steps.ts';
import { graft } from './fixtures/terminal.ts';
import { expect, test as base } from './fixtures/test.ts';
import { expectWhole, speak } from './fixtures/whole.ts';

const counts = Object.fromEntries(['birch', 'linden', 'maple', 'oak', 'rowan', 'willow'].map((name) => [name, 48]));

/** A run that many pictures judge. */
const test = base.extend({
  workFolder: async ({ workFolder, hasWindow: _ }, use) => {
    const data = join(workFolder, 'data');
    const folder = sampleFolder(workFolder, 'leaves', counts);
    await graft(data, ['datasets', 'add', folder, '--val', '0.75']);
    await graft(data, ['train', folder, '--freeze', 'head', '--name', 'few to learn from']);
    sampleFolder(workFolder, 'new camera', counts);
    await use(workFolder);
  },
});

test('a folder that nobody labelled: a figure with its band, that nothing guards it, the guard made where it lacks; in both languages', async ({ studio, workFolder }) => {
  test.skip(studio.server === null, 'the folder is chosen in a page of the studio');
  test.setTimeout(300_000);
  const { page } = studio;
  await page.getByRole('main').getByRole('link', { name: 'leaves' }).first().click();
  await goTo(page, 'Use');
  for (const language of ['en', 'de'] as const) {
    // As of a time when runs had no index of what they learned from.
    for (const file of ['familiarity.json', 'familiarity.bin']) rmSync(join(studio.dataFolder, 'runs', '1', file));
    const { forecast, frame, use } = await speak(page, language);
    await page.getByRole('button', { name: forecast.open }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('textbox', { name: frame.folder.path })).not.toHaveValue('');
    await dialog.getByRole('textbox', { name: frame.folder.path }).fill(join(workFolder, 'new camera'));
    await dialog.getByRole('button', { name: forecast.ask }).click();
    const panel = page.getByRole('region', { name: forecast.title.replace('{folder}', 'new camera') });
    await expect(panel.getByText(forecast.expected.split(' {')[0]!)).toContainText(/\d+.?%.* \d+.?% .* \d+.?%/, { timeout: 90_000 });
    const doubt = panel.getByText(forecast.unguardedBecause.replace('{because}', forecast.lacks['no-index']));
    await expect(doubt).toBeVisible();
    await expectWhole(page, `forecast-unguarded-${language}`, panel);
    await panel.getByRole('button', { name: use.familiar.make }).click();
    await expect(doubt).toBeHidden({ timeout: 90_000 });
    await expect(panel.getByText(forecast.strangest)).toBeVisible({ timeout: 90_000 });
    await expectWhole(page, `forecast-${language}`, panel);
  }
});
