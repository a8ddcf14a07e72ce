import { call, datasetOf } from './fixtures/calls.ts';
import { goTo, runCard, runSentence, untilDone } from './fixtures/steps.ts';
import { graft } from './fixtures/terminal.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('a paused run ends here with what it has learned; one that has learned nothing is deleted; the words say what each does', async ({ studio }) => {
  test.setTimeout(240_000);
  const { page, dataFolder } = studio;
  await openTrained(page, 'Train');
  const dataset = datasetOf(page);
  const begin = async () => (await call<{ run: number }>(page, 'runs/start', { dataset, spec: { freeze: 'until:stage4', epochs: 60, imageSize: 64 } })).run;
  const run = await begin();
  const idle = await begin();
  await call(page, 'runs/pause', { run: idle });
  await page.goto(`${page.url().split('?')[0]}?run=${run}`);
  const card = runCard(page, run);
  const epochs = async () => (await call<{ epochs: unknown[] }>(page, 'runs/show', { run })).epochs.length;
  await expect.poll(epochs, { timeout: 120_000 }).toBeGreaterThan(0);
  await card.getByRole('button', { name: 'Pause' }).click();
  await expect(runSentence(page, run)).toHaveText(/^Paused after/, { timeout: 60_000 });
  await expect(card.getByText(/^Resume goes on where it rests\. Stop here ends it with its best weights so far/)).toBeVisible();
  // On its own page the card has its buttons, and going on is the next step; elsewhere the strip has them all.
  await expect(card.getByRole('button', { name: 'Stop here' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Resume' })).toHaveCount(1);
  const strip = page.getByRole('contentinfo').getByRole('region', { name: 'Running now' });
  await expect(strip.getByRole('button')).toHaveCount(0);
  await goTo(page, 'Data');
  for (const name of ['Resume', 'Stop here', 'Delete']) await expect(strip.getByRole('button', { name })).toBeVisible();
  await strip.getByRole('button', { name: 'Stop here' }).click();
  await page.goBack();
  await untilDone(page, run);
  await expect(card.getByText(/% right/)).toBeVisible();

  await expect(strip.getByRole('link', { name: `Run ${idle}` })).toBeVisible();
  await expect(strip.getByRole('button', { name: 'Stop here' })).toBeHidden();
  await expect(graft(dataFolder, ['resume', String(idle), '--finish'])).rejects.toThrow(/there is nothing to keep/);
  await strip.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: `Delete run ${idle}?` }).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(new RegExp(`^Run ${idle} is deleted`)).first()).toBeVisible();
  await expect(strip).toBeHidden();
});
