import type { Locator, Page } from '@playwright/test';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { serve } from './fixtures/serve.ts';
import { chooseDepth, goTo, runCard, runSentence, train, untilDone } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

const cells = (page: Page): Locator => page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell');
const classRow = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Classes' }).locator('button[data-class]').filter({ hasText: name });
const foot = (page: Page): Locator => page.getByRole('contentinfo');

test('two pages show the same: labels, a run, its end', async ({ studio, workFolder }) => {
  test.skip(studio.server === null, 'Electron shows one window');
  const first = studio.page;
  await openFewLeaves(first, workFolder);
  const second = await studio.openAnother();
  await second.goto(first.url());
  await expect(classRow(second, 'oak')).toContainText('16');

  await test.step('what is moved on one is moved on the other', async () => {
    await cells(first).first().click();
    await first.keyboard.press('3');
    await expect(classRow(first, 'oak')).toContainText('17');
    await expect(classRow(second, 'oak')).toContainText('17');
    await expect(classRow(second, 'birch')).toContainText('15');
    await expect(second.getByRole('rowheader', { name: 'birch 15 pictures', exact: true })).toBeVisible();
  });

  await test.step('and taken back from the other', async () => {
    await cells(second).first().click();
    await second.keyboard.press('Control+z');
    await expect(classRow(second, 'oak')).toContainText('16');
    await expect(classRow(first, 'oak')).toContainText('16');
    await expect(first.getByRole('rowheader', { name: 'birch 16 pictures', exact: true })).toBeVisible();
  });

  await test.step('a run begun on one is seen, paused and resumed on the other', async () => {
    await chooseDepth(first, 'Last stage');
    await train(first, { fields: { Epochs: '8' } });
    await expect(foot(second).getByRole('link', { name: 'Run 1' })).toBeVisible();
    await goTo(second, 'Train');
    await expect(runSentence(second)).toHaveText(/^Epoch \d+ of 8/, { timeout: 90_000 });
    await runCard(second).getByRole('button', { name: 'Pause' }).click();
    await expect(runSentence(first)).toHaveText(/^Paused after/, { timeout: 60_000 });
    await first.getByRole('button', { name: 'Resume this run' }).click();
    await expect(foot(second).getByText(/epoch \d of 8/)).toBeVisible({ timeout: 60_000 });
    await untilDone(first);
    const result = runCard(first).getByText(/^\d.*% right/);
    await second.goto(first.url());
    await expect(runCard(second).getByText((await result.textContent())!.trim().split(' on ')[0]!)).toBeVisible();
  });
});

test('a server that is gone: the page says so; started anew: it asks for the new link', async ({ studio, workFolder }) => {
  test.skip(studio.server === null, 'Electron is its own server');
  const { page, dataFolder, server } = studio;
  await openFewLeaves(page, workFolder);
  const { port } = new URL(server!.url);

  await server!.kill();
  await expect(page.getByText('Connection lost; trying again')).toBeVisible();

  const anew = await serve(dataFolder, ['--root', workFolder, '--port', port]);
  try {
    expect(new URL(anew.url).port).toBe(port);
    await expect(page.getByText('This link is no longer valid')).toBeVisible({ timeout: 30_000 });
    const shown = new URL(page.url()).pathname;
    await page.goto(anew.url);
    await expect(page.getByText('This link is no longer valid')).toBeHidden();
    await expect(page.getByRole('region', { name: 'Recent projects' })).toContainText('leaves');
    await page.goto(new URL(shown, anew.url).href);
    await expect(cells(page)).not.toHaveCount(0);
  } finally {
    await anew.stop();
  }
});
