import type { Page } from '@playwright/test';
import { call, datasetOf } from './fixtures/calls.ts';
import { stopsOf } from './fixtures/by-keys.ts';
import { choose } from './fixtures/steps.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

interface Place {
  readonly name: string;
  /** After `/projects/<id>/`, or from the root with a slash first. */
  readonly path: string;
  readonly ready: (page: Page) => Promise<unknown>;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor();
const tab = (name: string, ready: (page: Page) => Promise<unknown>) => async (page: Page) => {
  await page.getByRole('tab', { name, selected: true }).waitFor();
  await ready(page);
};
const form = (level: string) => async (page: Page) => {
  await choose(page, 'How much to show', level);
  await page.getByRole('region', { name: 'Next step' }).getByRole('button', { name: /^Train with/ }).waitFor();
};

const places: Place[] = [
  { name: 'start', path: '/', ready: heading('Recent projects') },
  { name: 'data', path: 'data', ready: (page) => page.getByRole('gridcell').first().waitFor() },
  { name: 'base model', path: 'model', ready: (page) => page.getByRole('slider', { name: /^Freeze line/ }).waitFor() },
  { name: 'form, simple', path: 'train?run=new', ready: form('Simple') },
  { name: 'form, usual', path: 'train?run=new', ready: form('Usual') },
  { name: 'form, everything', path: 'train?run=new', ready: form('Everything') },
  { name: 'a finished run', path: 'train?run=2', ready: (page) => page.getByText(/% right/).first().waitFor() },
  { name: 'mistakes', path: 'evaluate?run=2', ready: (page) => page.getByRole('grid', { name: /Confusion matrix/ }).waitFor() },
  { name: 'classes', path: 'evaluate?run=2&tab=classes', ready: tab('Classes', (page) => page.getByRole('table', { name: 'Classes' }).waitFor()) },
  { name: 'how sure', path: 'evaluate?run=2&tab=sure', ready: tab('How sure', heading('How often right, how sure')) },
  { name: 'outside', path: 'evaluate?run=2&tab=field', ready: (page) => page.getByRole('button', { name: 'Find out' }).first().waitFor() },
  { name: 'runs', path: 'evaluate?run=2&tab=runs', ready: (page) => page.getByRole('table', { name: 'Runs' }).waitFor() },
  { name: 'compare', path: 'evaluate?run=2&tab=compare', ready: (page) => page.getByText(/McNemar’s test/).waitFor() },
  { name: 'use', path: 'use', ready: heading('Take it elsewhere') },
  { name: 'studies', path: 'studies', ready: heading('What the papers asked') },
  { name: 'library', path: '/models', ready: heading('Model library') },
  { name: 'settings', path: '/settings', ready: (page) => page.getByRole('main').getByText('Data folder').first().waitFor() },
];

test('every stop of Tab on every page is named, in sight, ringed, and comes round', async ({ studio }) => {
  test.setTimeout(400_000);
  const { page } = studio;
  await openTrained(page);
  const dataset = datasetOf(page);
  const base = studio.server?.url ?? page.url();
  const { run } = await call<{ run: number }>(page, 'runs/start', { dataset, spec: { freeze: 'none', epochs: 400 } });
  const running: Place = { name: 'a run that goes', path: `train?run=${run}`, ready: (there) => there.getByRole('button', { name: 'Stop and keep' }).waitFor() };
  for (const place of [running, ...places]) {
    if (place !== running && place === places[0]) {
      await call(page, 'runs/stop', { run });
      await page.goto('about:blank');
    }
    const address = place.path.startsWith('/') ? place.path : `/projects/${encodeURIComponent(dataset)}/${place.path}`;
    await page.goto(new URL(address, base).href);
    await place.ready(page);
    const stops = await stopsOf(page);
    if (process.env.GRAFT_STOPS) console.log(`${place.name}\n${stops.map(({ place: at, says, faults }) => `  ${at}: ${says} ${faults.join(', ')}`).join('\n')}`);
    expect.soft(stops.filter(({ faults }) => faults.length > 0).map(({ says, faults }) => `${says} ${faults.join(', ')}`), place.name).toEqual([]);
    expect.soft(stops[0]?.says, `${place.name}: the first stop`).toMatch(/^a "Skip/);
    const parts = stops.map(({ place: at }) => at).filter((at, index, all) => at !== all[index - 1]);
    expect.soft(parts, `${place.name}: each part once, the foot last`).toEqual(['', 'nav', 'header', 'main', 'aside', '', 'footer'].filter((part, index) => (index === 0 ? parts[0] === part : parts.includes(part, 1))));
  }
});
