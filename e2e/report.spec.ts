import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { downloadedFile } from './fixtures/downloaded-file.ts';
import { accessibilityProblems } from './fixtures/looks.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('the report of a run is saved in Use, opens from the disk, and shows pictures behind a figure', async ({ studio, workFolder }) => {
  const { page, server } = studio;
  // On the desktop there is no second page to open it in; how a file is saved there, other tests look at.
  test.skip(server === null, 'it opens a second page');
  await openTrained(page, 'Use');
  const { file, name } = await downloadedFile(page, workFolder, () => page.getByRole('button', { name: 'Save the report' }).click());
  expect(name).toMatch(/-report\.html$/);
  const saved = join(workFolder, 'report.html');
  copyFileSync(file, saved);

  const reader = await page.context().newPage();
  const asked: string[] = [];
  reader.on('request', (request) => asked.push(request.url().slice(0, 5)));
  await reader.goto(pathToFileURL(saved).href);
  for (const colorScheme of ['light', 'dark'] as const) {
    await reader.emulateMedia({ colorScheme });
    expect(await accessibilityProblems(reader)).toEqual([]);
  }
  await reader.locator('.matrix button').first().click();
  await expect(reader.locator('.cell:popover-open img').first()).toBeVisible();
  await reader.keyboard.press('Escape');
  await expect(reader.locator('.cell:popover-open')).toHaveCount(0);
  expect(asked.filter((scheme) => scheme !== 'file:' && scheme !== 'data:')).toEqual([]);

  await reader.close();

  // Dropped on the window, the report brings its settings back.
  const report = readFileSync(saved, 'utf8');
  const drop = async (name: string, html: string): Promise<void> => {
    const dataTransfer = await page.evaluateHandle(
      (given) => {
        const dropped = new DataTransfer();
        dropped.items.add(new File([given.html], given.name, { type: 'text/html' }));
        return dropped;
      },
      { name, html },
    );
    await page.dispatchEvent('body', 'drop', { dataTransfer });
  };
  // One that was cut off, and a page of somebody else, are refused by their names.
  await drop('cut.html', report.slice(0, report.length / 2));
  await expect(page.getByText('cut.html stops before its end')).toBeVisible();
  await drop('news.html', '<!doctype html><html><p>news</p></html>');
  await expect(page.getByText('news.html holds no settings of a run')).toBeVisible();
  await drop('report.html', report);
  await expect(page.getByText('The settings of “report.html” stand in the form; nothing is trained yet.')).toBeVisible();
  await expect(page).toHaveURL(/\/train$/);
});
