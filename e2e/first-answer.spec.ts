import { cpus, loadavg } from 'node:os';
import { runCard, trySample } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

test('the default run on the sample gives a first answer within seconds, with its right and wrong pictures, and then learns on', async ({ studio }) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await trySample(page);
  const startedMs = Date.now();
  await page.getByRole('region', { name: 'Next step' }).getByRole('button', { name: /^Train with these \d+ pictures$/ }).click();
  await expect(page).toHaveURL(/\/train\?run=1$/);
  const card = runCard(page);
  await expect(card).toContainText(/A first answer: \d+% right \(\d+% to \d+%\)/, { timeout: 240_000 });
  const seconds = (Date.now() - startedMs) / 1000;
  console.log(`Seconds from the click to the first answer on the sample: ${seconds.toFixed(1)}`);
  // The aim is 8 on two cores that are free; where others want them too, in proportion.
  expect(seconds).toBeLessThan(8 * Math.max(1, loadavg()[0]! / cpus().length));
  // Long before the end, and the page stays where it was.
  await expect(card.getByRole('button', { name: 'Pause' })).toBeVisible();
  const wall = page.getByRole('region', { name: 'Right and wrong so far' });
  await expect(wall.getByRole('heading', { name: /^\d+ wrong$/ })).toBeVisible();
  await expect(wall.getByRole('img', { name: /^Right: \w+ \(\d+% sure\)$/ }).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Next step' })).toContainText(/(A first answer:|By now) \d+% right/);
});
