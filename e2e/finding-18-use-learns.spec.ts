import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { call } from './fixtures/calls.ts';
import { goTo, tabs } from './fixtures/steps.ts';
import { expect, openTrained, project, test } from './fixtures/trained.ts';

const picture = join(import.meta.dirname, '../datasets/sample/oak/oak-10.jpg');
const sha256 = () => createHash('sha256').update(readFileSync(picture)).digest('hex');

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
