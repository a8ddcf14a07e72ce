import { call, datasetOf } from './fixtures/calls.ts';
import { goTo, runCard, runSentence, untilDone } from './fixtures/steps.ts';
import { graft } from './fixtures/terminal.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('a paused run ends here with what it has learned, or is deleted, in the window and in the terminal', async ({ studio }) => {
  test.setTimeout(240_000);
  const { page, dataFolder } = studio;
  await openTrained(page, 'Train');
  const dataset = datasetOf(page);
  const begin = async () => (await call<{ run: number }>(page, 'runs/start', { dataset, spec: { freeze: 'until:stage4', epochs: 60, imageSize: 64 } })).run;
  const hasEpoch = (run: number) =>
    expect.poll(async () => (await call<{ epochs: unknown[] }>(page, 'runs/show', { run })).epochs.length, { timeout: 90_000 }).toBeGreaterThan(0);
  const run = await begin();
  await page.goto(`${page.url().split('?')[0]}?run=${run}`);
  const card = runCard(page, run);
  await hasEpoch(run);
  await card.getByRole('button', { name: 'Pause' }).click();
  await expect(runSentence(page, run)).toHaveText(/^Paused after/, { timeout: 60_000 });
  await expect(card.getByText(/^Resume goes on where it rests\. Stop here ends it with its best weights so far/)).toBeVisible();
  const strip = page.getByRole('contentinfo').getByRole('region', { name: 'Running now' });
  for (const name of ['Resume', 'Stop here', 'Delete']) await expect(strip.getByRole('button', { name })).toBeVisible();

  await strip.getByRole('button', { name: 'Stop here' }).click();
  await untilDone(page, run);
  await expect(card.getByText(/% right/)).toBeVisible();
  await expect(strip).toBeHidden();

  await test.step('the same from the terminal', async () => {
    const second = await begin();
    await hasEpoch(second);
    await call(page, 'runs/pause', { run: second });
    const told = await graft(dataFolder, ['resume', String(second), '--finish']);
    expect(told.at(-1)).toMatchObject({ event: 'finished', status: 'done', run: second });
  });

  await test.step('what has learned nothing yet can be deleted', async () => {
    const third = await begin();
    await call(page, 'runs/pause', { run: third });
    await goTo(page, 'Train');
    await strip.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: `Delete run ${third}?` }).getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText(new RegExp(`^Run ${third} is deleted`)).first()).toBeVisible();
    await expect(strip).toBeHidden();
  });
});
