import { join } from 'node:path';
import { goTo } from './fixtures/steps.ts';
import { graft } from './fixtures/terminal.ts';
import { expect, openTrained, project, test } from './fixtures/trained.ts';

test('after a worse run the best one stands on the card, on Evaluate and on Use; a star puts another in its place', async ({ studio }) => {
  test.setTimeout(180_000);
  const { page, dataFolder } = studio;
  await graft(dataFolder, ['train', project, '--freeze', 'head', '--epochs', '1', '--lr', '0.00005', '--name', 'the newest']);
  const [rows] = (await graft(dataFolder, ['runs', 'list'])) as unknown as { run: number; isBest: boolean; metrics: { valAccuracy: number } }[][];
  expect(rows!.map(({ run, isBest }) => [run, isBest])).toEqual([[3, false], [2, true], [1, false]]);
  const accuracy = (run: number) => `${(rows!.find((row) => row.run === run)!.metrics.valAccuracy * 100).toFixed(1)}% right`;

  const card = page.getByRole('main').getByRole('listitem').filter({ hasText: project });
  await expect(card).toContainText(accuracy(2));
  await openTrained(page, 'Evaluate');
  await expect(page.getByLabel('Which run')).toHaveValue('2');
  await expect(page.getByText('Run 2 is shown: it is better than the newer run 3 (“the newest”).')).toBeVisible();
  await goTo(page, 'Use');
  await expect(page.getByLabel(/^Which trained model/)).toHaveValue('2');

  await goTo(page, 'Evaluate');
  await page.getByRole('tab', { name: /^Runs/ }).click();
  await expect(page.getByRole('row', { name: /Run 2/ })).toContainText('Best');
  await page.getByRole('button', { name: /^Pin run 3/ }).click();
  await expect(page.getByText('Run 2 is shown; run 3 (“the newest”) is pinned.')).toBeVisible();
  await goTo(page, 'Use');
  await expect(page.getByLabel(/^Which trained model/)).toHaveValue('3');
  await page.goto(new URL('/', page.url()).href);
  await expect(card).toContainText(accuracy(3));
  const folder = join(dataFolder, 'out');
  const [answer] = await graft(dataFolder, ['export', project, '--format', 'onnx', '--out', folder]);
  expect(answer).toMatchObject({ folder });
  expect(await graft(dataFolder, ['runs', 'show', '3'])).toMatchObject([{ isPinned: true, exports: [{ folder }] }]);
});
