import { availableParallelism, loadavg } from 'node:os';
import { chooseHeadAlone, nextStep as next, trainToExport } from './fixtures/first-journey.ts';
import { trySample } from './fixtures/steps.ts';
import { longestSilence, watchSilence } from './fixtures/silence.ts';
import { expect, test } from './fixtures/test.ts';

test('from a fresh start to an exported model by the next step of each page, in at most 6 clicks', async ({ studio }) => {
  const { page, server } = studio;
  let clicks = 0;
  await watchSilence(page);
  const go = async (label: string | RegExp) => {
    await next(page).getByRole('button', { name: label }).click({ timeout: 120_000 });
    clicks += 1;
  };
  await expect(next(page)).toContainText('Begin with a folder of your pictures');
  await trySample(page);
  clicks += 1;
  // No click of these.
  await chooseHeadAlone(page);
  await expect(next(page)).toContainText(/^\d+ pictures in 6 classes/);
  await trainToExport(page, go);
  await expect(next(page).getByRole('button', { name: server ? 'Download the export (ZIP)' : 'Show the export in its folder' })).toBeVisible();
  const silence = await longestSilence(page);
  console.log(`Longest time without feedback: ${silence.seconds.toFixed(1)} s, ${silence.after}`);
  console.log(`Clicks from a fresh start to an exported model: ${clicks}`);
  expect(clicks).toBeLessThanOrEqual(6);
  // Machines that test are shared: what must wait for its turn is said later in that proportion.
  const crowd = Math.max(1, loadavg()[0]! / availableParallelism());
  expect(silence.seconds, `${silence.after}, ${crowd.toFixed(1)} programs for each core`).toBeLessThanOrEqual(crowd);
});
