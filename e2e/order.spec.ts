import { renameSync } from 'node:fs';
import { call, datasetOf } from './fixtures/calls.ts';
import { sampleFolder } from './fixtures/folders.ts';
import { graft } from './fixtures/terminal.ts';
import { expect, openTrained, project, test } from './fixtures/trained.ts';

test('what waits stands in its turn, the rail stays as it is, a run of another project says which, a folder that is gone is marked in words', async ({ studio, workFolder }) => {
  test.setTimeout(180_000);
  const { page, dataFolder } = studio;
  const other = sampleFolder(workFolder, 'apples', { birch: 4, oak: 4 });
  await graft(dataFolder, ['datasets', 'add', other]);
  const rail = page.getByRole('navigation', { name: 'Main' });
  const order = async () => (await rail.getByRole('listitem').allTextContents()).map((text) => text.trim().split(/\s/)[0]);
  await expect(rail.getByRole('link', { name: 'apples' })).toBeVisible();
  expect(await order()).toEqual(['apples', project]);

  await openTrained(page, 'Train');
  const dataset = datasetOf(page);
  const runs: number[] = [];
  for (const seed of [1, 2, 3]) {
    const spec = { freeze: 'until:stage4', epochs: 60, seed };
    runs.push((await call<{ run: number }>(page, 'runs/start', { dataset, spec })).run);
  }
  await page.goto(`${page.url().split('?')[0]}?run=${runs[0]}`);
  const waiting = page.getByRole('region', { name: 'Waiting', exact: true });
  await expect(waiting.getByRole('heading', { level: 2 }).filter({ hasText: /^Run/ })).toHaveText([new RegExp(`^Run ${runs[1]}`), new RegExp(`^Run ${runs[2]}`)]);
  expect(await order()).toEqual(['apples', project]);

  await rail.getByRole('link', { name: 'apples' }).click();
  await expect(page.getByRole('contentinfo').getByRole('link', { name: `Run ${runs[0]} · ${project}` })).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('2 more wait');
  expect(await order()).toEqual(['apples', project]);
  for (const run of runs.toReversed()) await call(page, 'runs/stop', { run });

  renameSync(other, `${other}-elsewhere`);
  await page.goto(new URL('/', page.url()).href);
  const gone = rail.getByRole('link', { name: /^apples/ });
  await expect(gone).toContainText('folder missing');
  await expect(gone.getByText('apples')).not.toHaveCSS('text-decoration-line', 'line-through');
});
