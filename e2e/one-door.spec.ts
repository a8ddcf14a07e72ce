import type { Page } from '@playwright/test';
import { call, datasetOf } from './fixtures/calls.ts';
import { doorsTwice } from './fixtures/doors.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

const next = (page: Page) => page.getByRole('region', { name: 'Next step' });

test('each thing to do has one door, on every page and in every state', async ({ studio }) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await openTrained(page);
  const dataset = datasetOf(page);
  const address = (path: string) => new URL(path.startsWith('/') ? path : `/projects/${encodeURIComponent(dataset)}/${path}`, page.url()).href;
  const look = async (state: string, path: string, ready: () => Promise<unknown>) => {
    await page.goto(address(path));
    await ready();
    expect.soft(await doorsTwice(page, ready), state).toEqual([]);
    expect.soft(await page.locator('button.primary:visible').count(), `${state}: primary buttons`).toBeLessThanOrEqual(1);
  };
  const stepIs = (label: string | RegExp) => () => next(page).getByRole('button', { name: label }).waitFor();

  await look('data', 'data', stepIs('See its mistakes'));
  await look('base model', 'model', stepIs(/^Train with/));
  await look('form', 'train?run=new', stepIs(/^Train with/));
  await look('finished', 'train?run=2', stepIs('See its mistakes'));
  await look('evaluated', 'evaluate?run=2', stepIs(/^Show|^Check|^Add|^Set up/));
  await call(page, 'runs/export', { run: 2, format: 'onnx' });
  await look('exported', 'use', stepIs(/^Download the export|^Show the export/));
  const { ids } = await call<{ ids: number[] }>(page, 'images/index', { dataset, filter: {} });
  await call(page, 'labels/exclude', { dataset, images: [ids[0]], excluded: true });
  await look('labels changed', 'evaluate?run=2', stepIs(/^Train again with/));

  const { run } = await call<{ run: number }>(page, 'runs/start', { dataset, spec: { freeze: 'none', epochs: 200 } });
  await look('running', `train?run=${run}`, () => page.getByRole('button', { name: 'Stop and keep' }).waitFor());
  await look('data while a run goes', 'data', stepIs('Watch it learn'));
  await call(page, 'runs/pause', { run });
  await look('paused', `train?run=${run}`, stepIs('Resume this run'));
});
