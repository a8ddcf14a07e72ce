import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { call } from './fixtures/calls.ts';
import { applicationOf, shownInFiles } from './fixtures/electron-under-test.ts';
import { downloadedFile } from './fixtures/downloaded-file.ts';
import { drop } from './fixtures/drop.ts';
import { sampleFolder } from './fixtures/folders.ts';
import { accessibilityProblems } from './fixtures/looks.ts';
import { goTo, tabs } from './fixtures/steps.ts';
import { expect, openTrained, project, test } from './fixtures/trained.ts';

const picture = join(import.meta.dirname, '../datasets/sample/oak/oak-10.jpg');
const sha256 = (file = picture) => createHash('sha256').update(readFileSync(file)).digest('hex');

test('a wrong answer is given its class, lands in the project, and the next training has it', async ({ studio }) => {
  const { page } = studio;
  const before = sha256();
  await openTrained(page, 'Use');
  await page.getByLabel('Choose pictures …').first().setInputFiles(picture);
  const card = page.getByRole('article', { name: basename(picture) });
  const is = card.getByLabel('Right, or wrong? It is');
  await expect(is).toBeVisible({ timeout: 60_000 });
  await is.selectOption('willow');
  await card.getByRole('button', { name: 'Add to the project' }).click();
  await expect(card.getByRole('status')).toContainText('Added to willow.');
  const again = page.getByRole('button', { name: 'Train again with 1 new picture' });
  await expect(again).toBeVisible();

  // Taken back and added again: once in the project, and the person's own file is as it was.
  await card.getByRole('button', { name: 'Undo' }).click();
  await expect(again).toBeHidden();
  await card.getByRole('button', { name: 'Add to the project' }).click();
  await expect(again).toBeVisible();
  expect(sha256()).toBe(before);
  const count = async () => {
    const { classes } = await call<{ classes: { name: string; count: number }[] }>(page, 'datasets/show', { dataset: project });
    return classes.find(({ name }) => name === 'willow')!.count;
  };
  expect(await count()).toBe(31);

  await card.getByRole('link', { name: 'See it on Data' }).click();
  await expect(tabs(page).getByRole('link', { name: /^Data/ })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell').first()).toBeVisible();
  await goTo(page, 'Use');
  await page.getByRole('button', { name: 'Train again with 1 new picture' }).click();
  await expect(page).toHaveURL(/\/train\?run=\d+$/);
  await page.getByRole('button', { name: 'Stop and keep' }).or(page.getByRole('button', { name: 'Take out of the queue' })).click();
});

test('a screenshot of the program is like nothing that a model of leaves has seen, and it says so before it names a class', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openTrained(page, 'Use');
  const screenshot = join(workFolder, 'screenshot.png');
  await page.screenshot({ path: screenshot });
  await page.getByLabel('Choose pictures …').first().setInputFiles([screenshot, picture]);
  const leaf = page.getByRole('article', { name: basename(picture) });
  await expect(leaf.getByLabel('Right, or wrong? It is')).toBeVisible({ timeout: 60_000 });
  await expect(leaf.getByText('Never seen anything like this')).toBeHidden();
  await expect(leaf.getByText(/^One of these, about 90.?% of the time:$/)).toBeVisible();
  const card = page.getByRole('article', { name: 'screenshot.png' });
  const said = card.getByRole('region', { name: 'Never seen anything like this' });
  await expect(said.getByRole('link')).toHaveCount(3);
  await expect(said.getByRole('link').first().getByRole('img')).toHaveJSProperty('complete', true);
  // Asked again, the two runs answer as one, each with a mirrored look.
  await page.getByText('Several models, or several looks').click();
  await page.getByRole('group', { name: 'Answer together with' }).getByRole('checkbox').check();
  await page.getByLabel('Looks at each picture').selectOption({ label: 'Two: as it is and mirrored' });
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel('Choose pictures …').first().setInputFiles([picture]);
  await expect(leaf.first().getByText(/^run \d( \(“.+”\))?: \w+ \d+%; run \d( \(“.+”\))?: \w+ \d+%$/)).toBeVisible({ timeout: 60_000 });
  await said.getByRole('link').first().click();
  await expect(page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell')).toHaveCount(1);
});

test('a picture of the camera is taken, given a class of its own, and lands in the project', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Use');
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await page.getByRole('button', { name: 'Take this picture' }).click();
  const card = page.getByRole('article', { name: 'camera 1.jpg' });
  await card.getByLabel('Right, or wrong? It is').selectOption('A new class …', { timeout: 60_000 });
  // A test card is no leaf.
  await expect(page.getByRole('region', { name: 'What the camera sees' }).getByText('Never seen anything like this')).toBeVisible();
  await page.getByRole('button', { name: 'Stop the camera' }).click();
  await card.getByLabel('Its name').fill('test card');
  await card.getByRole('button', { name: 'Add to the project' }).click();
  await expect(card.getByRole('status')).toContainText('Added to test card.');
  const { classes } = await call<{ classes: { name: string; count: number }[] }>(page, 'datasets/show', { dataset: project });
  expect(classes).toContainEqual({ name: 'test card', count: 1 });
});

test('an export is handed over: in a browser as a ZIP file that holds the bytes of its folder, on the desktop by the folder itself', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openTrained(page, 'Use');
  const card = page.getByRole('article', { name: /^timm and PyTorch/ });
  await card.getByRole('button', { name: 'Export' }).click();
  await expect(card.getByText(/^Checked on \d+ pictures: largest difference 0(\.\d+)?, the same answer on 100.*Familiarity: largest difference/)).toBeVisible({ timeout: 90_000 });
  const application = applicationOf(page);
  if (application) {
    expect(await shownInFiles(application, () => card.getByRole('button', { name: 'Show in files' }).click())).toMatch(/\/data\/exports\/[^/]+$/);
    return;
  }
  const zip = await downloadedFile(page, workFolder, () => card.getByRole('link', { name: 'Download (ZIP)' }).click());
  const out = join(workFolder, 'unpacked');
  execFileSync('python3', ['-c', 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])', zip.file, out]);
  const [name] = readdirSync(out) as [string];
  expect(`${name}.zip`).toBe(zip.name);
  const filesIn = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(folder.length), sha256(file)]);
  expect(filesIn(join(out, name))).toEqual(filesIn(join(workFolder, 'data', 'exports', name)));

  // Dropped on the window as it came, or unpacked as a folder, the export brings its run's settings back; a folder of pictures is asked for.
  const archive = join(workFolder, zip.name);
  copyFileSync(zip.file, archive);
  await drop(page, [archive]);
  await expect(page.getByText(`The settings of “${zip.name}/manifest.json” stand in the form; nothing is trained yet.`)).toBeVisible();
  await drop(page, [join(out, name)]);
  await expect(page.getByText('The settings of “manifest.json” stand in the form; nothing is trained yet.')).toBeVisible();
  await drop(page, [sampleFolder(workFolder, 'more leaves', { birch: 1 })]);
  await expect(page.getByRole('dialog').getByText(/^A browser does not say where a dropped folder lies/)).toBeVisible();
});
