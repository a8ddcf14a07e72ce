import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { accessibilityProblems } from './fixtures/looks.ts';
import { withRefused } from './fixtures/refused-calls.ts';
import { classes, expect, openTrained, test } from './fixtures/trained.ts';

async function openEvaluate(page: Page): Promise<void> {
  await openTrained(page, 'Evaluate');
  await expect(page.getByRole('heading', { level: 1, name: /^Right .* of/ })).toBeVisible();
}

const matrix = (page: Page): Locator => page.getByRole('grid', { name: /Confusion matrix/ });
const wall = (page: Page): Locator => page.getByRole('grid', { name: /Pictures with what the run said/ });
const again = (page: Page, labels: number): Locator =>
  page.getByRole('button', { name: `Train again with ${labels} changed label${labels === 1 ? '' : 's'}` });

/** The cell with the most errors, read from its words. */
async function worstCell(page: Page): Promise<{ cell: Locator; is: string; said: string; pictures: number }> {
  await expect(matrix(page)).toBeVisible();
  const names = await matrix(page)
    .getByRole('gridcell', { name: /taken for/ })
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label')!));
  const found = names.flatMap((name) => {
    const [, is, said, count] = /^(.+), taken for (.+): (\d+) pictures?$/.exec(name) ?? [];
    return count ? [{ name, is: is!, said: said!, pictures: Number(count) }] : [];
  });
  const worst = found.sort((a, b) => b.pictures - a.pictures)[0]!;
  return { cell: matrix(page).getByRole('gridcell', { name: worst.name, exact: true }), ...worst };
}

test('relabelled in a cell of the matrix, trained again, and what flipped is shown', async ({ studio }) => {
  const { page } = studio;
  await openEvaluate(page);
  await expect(page.getByText('chosen on these pictures')).toBeVisible();

  const { cell, is, said, pictures } = await worstCell(page);
  await cell.click();
  await expect(page.getByRole('heading', { name: `${is}, taken for ${said} ${pictures}` })).toBeVisible();
  await expect(wall(page).getByRole('gridcell')).toHaveCount(pictures);
  await wall(page).getByRole('gridcell').first().click();

  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { name: /\.jpg$/ })).toBeVisible();
  await expect(inspector.getByRole('listitem')).toHaveCount(6);
  await expect(inspector.locator('canvas')).toBeVisible({ timeout: 60_000 });
  expect(
    await inspector.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.width * canvas.height),
  ).toBeGreaterThan(1);
  await inspector.getByLabel('What speaks for').selectOption(is);
  await expect(inspector.locator('canvas')).toBeVisible({ timeout: 20_000 });

  await page.getByRole('button', { name: 'Move to' }).click();
  await page
    .getByRole('button', { name: new RegExp(`^${said}`) })
    .last()
    .click();
  const first = wall(page).getByRole('gridcell').first();
  await expect(first).toHaveAccessibleName(new RegExp(`now ${said}`));
  await expect(again(page, 1)).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(again(page, 1)).toHaveCount(0);
  await expect(first).not.toHaveAccessibleName(/now/);

  await page.keyboard.press(String(classes.indexOf(said) + 1));
  await expect(first).toHaveAccessibleName(new RegExp(`now ${said}`));
  await again(page, 1).click();
  await expect(page).toHaveURL(/\/train\?run=3/);
  await page.getByRole('log').getByRole('button', { name: 'Show' }).click({ timeout: 60_000 });
  await expect(page).toHaveURL(/\/evaluate\?run=3/);
  await expect(again(page, 1)).toHaveCount(0);

  await page.getByRole('tab', { name: 'Compare' }).click();
  await expect(page.getByText('The label of 1 picture was corrected between the two')).toBeVisible();
  await page.getByLabel('From').selectOption({ label: await optionOf(page, 'a short one') });
  await expect(page.getByText(/McNemar’s test/)).toBeVisible();
  const better = page.getByRole('region', { name: 'Better: right only in the second' });
  await better.getByRole('button').first().click();
  await expect(better.getByRole('button', { pressed: true })).toHaveCount(1);
  await expect(inspector.getByText('Given label')).toBeVisible();
});

async function optionOf(page: Page, name: string): Promise<string> {
  return (await page
    .getByLabel('From')
    .getByRole('option', { name: new RegExp(`^${name}`) })
    .textContent())!.trim();
}

test('the page is used with the keyboard alone', async ({ studio }) => {
  const { page } = studio;
  await openEvaluate(page);
  const { is, said, pictures } = await worstCell(page);
  const order = await matrix(page).getByRole('rowheader').allTextContents();
  await matrix(page).focus();
  for (let step = 0; step < order.indexOf(is); step += 1) await page.keyboard.press('ArrowDown');
  for (let step = 0; step < order.indexOf(said); step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(wall(page)).toBeFocused();
  const tiles = wall(page).getByRole('gridcell');
  await expect(tiles).toHaveCount(pictures);
  await expect(tiles.first()).toHaveAttribute('aria-selected', 'true');

  await page.keyboard.press('x');
  await expect(tiles.first()).toHaveAccessibleName(/excluded/);
  await expect(again(page, 1)).toBeVisible();
  await page.keyboard.press('Space');
  const large = page.getByRole('dialog');
  await expect(large).toContainText('excluded');
  await expect(large.locator('canvas')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('x');
  await expect(large).not.toContainText('excluded');
  await page.keyboard.press('Escape');
  await expect(wall(page)).toBeFocused();

  await withRefused(page, 'labels/set', async () => {
    await page.keyboard.press('1');
    await page.keyboard.press('2');
    await expect(page.getByRole('log').getByText(/No answer came/).last()).toBeVisible();
    await expect(tiles.first()).not.toHaveAccessibleName(/now/);
  });
  // Labelling had gone on.
  await page.keyboard.press('Control+Home');

  await page.keyboard.press('c');
  await page.getByLabel('Type a class').fill('weed');
  await page.keyboard.press('Enter');
  await expect(tiles.first()).toHaveAccessibleName(/now weed/);
  await expect(wall(page)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(tiles.first()).not.toHaveAccessibleName(/now/);
});

test('runs are named, noted, compared and deleted in their table', async ({ studio }) => {
  const { page, dataFolder } = studio;
  await openEvaluate(page);
  await page.getByRole('tab', { name: 'Classes' }).click();
  await expect(page.getByRole('table', { name: 'Classes' }).getByRole('row')).toHaveCount(7);
  await page.getByRole('tab', { name: 'Runs' }).click();
  const table = page.getByRole('table', { name: 'Runs' });
  await expect(table.getByRole('columnheader', { name: 'Learning rate' })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'Optimiser' })).toHaveCount(0);
  await page.getByLabel('Only settings that differ').uncheck();
  await expect(table.getByRole('columnheader', { name: 'Optimiser' })).toBeVisible();
  await page.getByLabel('Only settings that differ').check();

  await table.getByRole('button', { name: 'Rename run 2' }).click();
  await page.getByLabel('Name of the run').fill('the good one');
  await page.keyboard.press('Enter');
  await expect(table.getByRole('button', { name: 'the good one', exact: true })).toBeVisible();
  await table.getByRole('button', { name: 'Note of run 2' }).click();
  await page.getByLabel('Note', { exact: true }).fill('with three epochs');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.reload();
  await expect(table.getByRole('button', { name: 'the good one', exact: true })).toBeVisible();
  await expect(table.getByRole('button', { name: 'Note of run 2' })).toHaveAccessibleDescription('with three epochs');

  await table.getByRole('checkbox', { name: 'Choose run 1' }).check();
  await table.getByRole('checkbox', { name: 'Choose run 2' }).check();
  await page.getByRole('button', { name: 'Answer together' }).click();
  const together = page.getByRole('region', { name: 'The chosen runs as one' });
  await expect(together.getByText(/^Together right on \d+.* validation pictures that all were judged by\.$/)).toBeVisible();
  await expect(together.getByText(/^Against .*, the best of them alone: /)).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Answer together', exact: true }).click();
  await expect(together).toHaveCount(0);
  await page.getByRole('button', { name: 'Compare these two' }).click();
  await expect(page.getByText(/McNemar’s test/)).toBeVisible();

  await page.getByRole('tab', { name: 'Runs' }).click();
  expect(existsSync(join(dataFolder, 'runs/1'))).toBe(true);
  await table.getByRole('button', { name: 'Delete run 1' }).click();
  await expect(page.getByRole('dialog')).toContainText(/\d+ MB on the disk become free/);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(/Run 1 \(“a short one”\) is deleted; .*MB are free again/)).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(2);
  expect(existsSync(join(dataFolder, 'runs/1'))).toBe(false);
});

test('how sure it is beside how often it is right, as a diagram and as a table', async ({ studio }) => {
  const { page } = studio;
  await openEvaluate(page);
  await page.getByRole('tab', { name: 'How sure' }).click();
  await expect(page.getByText(/^When it says \d+%, it is right \d+% of the time/).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'How often right, how sure' })).toBeVisible();
  await page.getByRole('button', { name: 'Show as table' }).click();
  const table = page.getByRole('table', { name: 'How often right, how sure' });
  await expect(table.getByRole('columnheader')).toHaveText(['Says', 'Says on average', 'Is right', 'Pictures']);
  expect(await accessibilityProblems(page)).toEqual([]);
});
