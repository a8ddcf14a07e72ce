import { copyFileSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { samplePicture } from './fixtures/folders.ts';
import { call } from './fixtures/calls.ts';
import { goTo } from './fixtures/steps.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

/** More than one piece of memory holds; the file takes no room on the disk. */
const hugeBytes = 2_300_000_000;

test('a picture and a model of 2.3 GB are refused with a word, and the program goes on', async ({ studio, workFolder }) => {
  const { page, server } = studio;
  const picture = join(workFolder, 'huge.jpg');
  copyFileSync(samplePicture('oak', 3), picture);
  truncateSync(picture, hugeBytes);
  const model = join(workFolder, 'huge.safetensors');
  copyFileSync(samplePicture('oak', 3), model);
  truncateSync(model, hugeBytes);
  const usual = samplePicture('oak', 4);

  await openTrained(page, 'Use');
  await page.getByLabel('Choose pictures …').first().setInputFiles([picture, usual]);
  // The one does not take the other with it.
  const answered = page.getByRole('article', { name: basename(usual) });
  await expect(answered.getByRole('list').getByRole('listitem')).toHaveCount(5, { timeout: 60_000 });
  const refused = page.getByRole('article', { name: 'huge.jpg' });
  // In Electron it is read where it lies: a JPEG with a long tail is a picture all the same.
  if (server) await expect(refused).toContainText('huge.jpg has 2.3 GB; 64 MB are the most');
  else await expect(refused.getByRole('list').getByRole('listitem')).toHaveCount(5, { timeout: 60_000 });

  await page.getByRole('link', { name: 'Model library' }).click();
  await page.getByRole('button', { name: /^Import/ }).first().click();
  await page.getByRole('dialog').locator('input[type=file]').setInputFiles(model);
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(server ? 'huge.safetensors has 2.3 GB; 700 MB are the most' : 'huge.safetensors', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.goBack();
  await goTo(page, 'Use');
  expect(await call(page, 'system/info')).toBeTruthy();
});
