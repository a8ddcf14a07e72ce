import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { call, datasetOf } from './fixtures/calls.ts';
import { answerFolderDialog, applicationOf } from './fixtures/electron-under-test.ts';
import { sampleFolder } from './fixtures/folders.ts';
import { openFolder } from './fixtures/open-folder.ts';
import { expect, test } from './fixtures/test.ts';

test('a folder that was moved is shown where it lies now; one with other pictures is told from it', async ({ studio, workFolder }) => {
  const { page } = studio;
  const application = applicationOf(page);
  const folder = sampleFolder(workFolder, 'leaves', { birch: 4, oak: 4 });
  sampleFolder(workFolder, 'others', { birch: 4, oak: 3 });
  await openFolder(page, folder);
  const dataset = datasetOf(page);
  renameSync(folder, join(workFolder, 'moved'));
  await page.reload();
  const card = page.getByRole('alert').filter({ hasText: 'is not there' });
  await expect(card).toContainText('Connect its disk, or show where it lies now.');
  await expect(card.getByRole('button', { name: 'Read the folder again' })).toBeVisible();
  // One door: the next step.
  const door = page.getByRole('button', { name: 'Show where it lies now' });
  const dialog = page.getByRole('dialog', { name: 'Where does the folder lie now?' });
  const path = dialog.getByRole('textbox', { name: 'Path' });
  if (!application) {
    await door.click();
    await expect(path).not.toHaveValue('');
  }
  const show = async (place: string) => {
    if (application) await answerFolderDialog(application, place);
    else await path.fill(place);
    await (application ? door : dialog.getByRole('button', { name: 'It lies here' })).click();
  };
  await show(join(workFolder, 'others'));
  // The system's own window is closed by then: a toast says it.
  const refused = application ? page.getByRole('log') : dialog.getByRole('alert');
  await expect(refused).toContainText('7 of 8 pictures agree; 1 is not the same');
  await show(join(workFolder, 'moved'));
  await expect(page.getByText('All 8 pictures are the same; the project lies there now.')).toBeVisible();
  await expect(card).toHaveCount(0);
  expect(await call(page, 'datasets/show', { dataset })).toMatchObject({ isPresent: true, root: join(workFolder, 'moved'), images: 8 });
});

test('what is kept only to be quick is given back from the settings', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openFolder(page, sampleFolder(workFolder, 'leaves', { birch: 4, oak: 4 }));
  await page.goto(new URL('/settings', page.url()).href);
  const block = page.getByRole('region', { name: 'Kept to be quick' });
  await block.getByRole('button', { name: /^Clear \([1-9]/ }).click();
  await expect(page.getByText(/given back to the disk\.$/)).toBeVisible();
  await expect(block.getByRole('button', { name: /^Clear \(0/ })).toBeDisabled();
});
