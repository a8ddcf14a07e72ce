import type { Page } from '@playwright/test';
import type { RunDetails } from '../src/shared/contract/run-calls.ts';
import { call, datasetOf } from './fixtures/calls.ts';
import { applicationOf } from './fixtures/electron-under-test.ts';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { chooseDepth, runCard, runSentence, train, untilDone } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';
import { enginesOf } from './fixtures/trainers.ts';

const training = /^Epoch \d+ of \d+/;

/** Fine-tuning of the last stage: slow enough to be caught in the middle. */
async function beginLastStage(page: Page, workFolder: string, epochs: number): Promise<void> {
  await openFewLeaves(page, workFolder);
  await chooseDepth(page, 'Last stage');
  await train(page, { fields: { Epochs: String(epochs) } });
}

test('a reload in mid-training goes on showing it; paused it rests, resumed it ends; one more waits its turn', async ({
  studio,
  workFolder,
}) => {
  const { page } = studio;
  await beginLastStage(page, workFolder, 10);

  await test.step('a second run waits', async () => {
    await chooseDepth(page, 'Head only');
    await train(page, { fields: { Epochs: '2' } });
    await expect(runSentence(page, 2)).toHaveText('Waits for its turn.');
    await expect(page.getByRole('contentinfo')).toContainText('1 more waits');
  });

  await test.step('reload in mid-training', async () => {
    await page.getByRole('contentinfo').getByRole('link', { name: 'Run 1' }).click();
    await expect(page.getByText(/Validation loss went from/).first()).toBeAttached({ timeout: 90_000 });
    await page.reload();
    await expect(runSentence(page)).toHaveText(training);
    await expect(page.getByText(/Validation loss went from/).first()).toBeAttached();
    await expect(runCard(page).getByRole('progressbar')).toBeVisible();
    const watched = page.getByRole('region', { name: 'Pictures to watch while it learns' });
    await expect(watched.getByRole('img')).toHaveCount(8);
    await expect(watched.getByText('True label:')).toHaveCount(8);
    const widths = () => watched.getByRole('img').evaluateAll((all) => (all as HTMLImageElement[]).map((one) => one.naturalWidth));
    await expect.poll(async () => (await widths()).every((width) => width > 0)).toBe(true);
  });

  await test.step('pause', async () => {
    await runCard(page).getByRole('button', { name: 'Pause' }).click();
    await expect(runSentence(page)).toHaveText(/^Paused after .* it goes on from its checkpoint\.$/, { timeout: 60_000 });
    await page.reload();
    await expect(runSentence(page)).toHaveText(/^Paused after/);
  });

  await test.step('what waited has its turn', async () => {
    await page.goto(page.url().replace(/run=\d+/, 'run=2'));
    await untilDone(page, 2);
  });

  await test.step('resume', async () => {
    await page.goto(page.url().replace(/run=\d+/, 'run=1'));
    await page.getByRole('button', { name: 'Resume this run' }).click();
    await untilDone(page);
    await expect(runCard(page).getByText(/% right/)).toBeVisible();
  });
});

test('a trainer that is killed in mid-training: the page says so, and Resume ends the run with the same answer', async ({
  studio,
  workFolder,
}) => {
  test.skip(process.platform !== 'linux', 'processes are found by /proc');
  const { page } = studio;
  const program = studio.server?.pid ?? applicationOf(page)!.process().pid!;
  test.setTimeout(300_000);
  await beginLastStage(page, workFolder, 6);
  await expect(page.getByText(/Validation loss went from/).first()).toBeAttached({ timeout: 90_000 });
  await expect(runSentence(page)).toHaveText(training);

  const engines = enginesOf(program);
  expect(engines).toHaveLength(1);
  process.kill(engines[0]!, 'SIGKILL');

  const card = runCard(page);
  await expect(card.getByRole('alert')).toContainText('The training process ended');
  await expect(card.getByRole('alert')).toContainText(/SIGKILL|killed/);
  await expect(runSentence(page)).toHaveText(/^Failed after/);
  await page.reload();
  await expect(card.getByRole('alert')).toContainText('The training process ended');

  await page.getByRole('button', { name: 'Resume this run' }).click();
  await expect(runSentence(page)).toHaveText(training, { timeout: 60_000 });
  await expect(card.getByRole('alert')).toHaveCount(0);
  await untilDone(page);
  await expect(card.getByText(/% right/)).toBeVisible();
  await expect(card.getByText('0 of ', { exact: false })).toContainText('frozen tensors changed');
  expect(enginesOf(program)).toEqual([]);

  await test.step('as one that nobody disturbed', async () => {
    const killed = await call<RunDetails>(page, 'runs/show', { run: 1 });
    await call(page, 'runs/start', { dataset: datasetOf(page), spec: killed.spec });
    await page.goto(page.url().replace(/run=\d+/, 'run=2'));
    await untilDone(page, 2);
    const calm = await call<RunDetails>(page, 'runs/show', { run: 2 });
    const learned = ({ epochs }: RunDetails) => epochs.map(({ epoch, trainLoss, valLoss, valAccuracy }) => ({ epoch, trainLoss, valLoss, valAccuracy }));
    expect(learned(killed)).toEqual(learned(calm));
    expect(killed.evaluations.map(({ split, metrics }) => ({ split, metrics }))).toEqual(calm.evaluations.map(({ split, metrics }) => ({ split, metrics })));
  });
});
