import { accessibilityProblems } from './fixtures/looks.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('three base models are recommended with why and whether they fit; the others are one fold away', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Base model');
  const list = page.getByRole('complementary', { name: 'Base models' });
  const tiles = list.getByRole('button').filter({ hasText: 'on ImageNet' }).or(list.getByRole('button').filter({ hasText: 'no published accuracy' }));
  await expect(tiles).toHaveCount(3);
  await expect(tiles.first()).toContainText('It is here already: try your pictures at once.');
  await expect(tiles.first()).toHaveAttribute('aria-pressed', 'true');
  for (const tile of await tiles.all()) await expect(tile).toContainText(/this computer|fits/);
  expect(await list.innerText()).not.toMatch(/_in1k|graft_starter/);
  await list.getByRole('button', { name: /^All \d+ base models$/ }).click();
  await list.getByRole('searchbox').fill('resnext50 a1h');
  await expect(list.getByRole('button', { name: /^ResNeXt-50 \(32 × 4d\) by timm, recipe A1H/ })).toBeVisible();
  await list.getByRole('button', { name: 'Only the recommended ones' }).click();
  await expect(tiles).toHaveCount(3);

  // What each place of the line means, a row a stage; a row moves the line.
  const table = page.getByRole('table', { name: 'What each place of the line means' });
  await expect(table.getByRole('row')).toHaveCount(7);
  await table.getByRole('button', { name: 'Put the line before stage 3' }).click();
  await expect(page.getByRole('slider')).toHaveAttribute('aria-valuetext', /stage 3/);
  expect(await accessibilityProblems(page)).toEqual([]);

  // The library of all projects has a name of its own.
  await page.getByRole('link', { name: 'Model library' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Model library' })).toBeVisible();
});
