import type { Page } from '@playwright/test';
import { call, datasetOf } from './fixtures/calls.ts';
import { sampleFolder, samplePicture } from './fixtures/folders.ts';
import { keepPicture } from './fixtures/keep-picture.ts';
import { accessibilityProblems, layoutProblems } from './fixtures/looks.ts';
import { longLines } from './fixtures/reading.ts';
import { openFolder } from './fixtures/open-folder.ts';
import { choose, untilDone } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

const sizes = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } };
const themes = ['light', 'dark'] as const;

interface Place {
  name: string;
  /** After `/projects/<id>`, or from the root with a slash first. */
  path: string;
  /** What is there when it is ready. */
  ready: (page: Page) => Promise<unknown>;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor();
const text = (words: string | RegExp) => (page: Page) => page.getByRole('main').getByText(words).first().waitFor();

const places: Place[] = [
  { name: 'start', path: '/', ready: heading('Recent projects') },
  {
    name: 'data',
    path: 'data',
    ready: async (page) => {
      await page.getByRole('gridcell').first().click();
      await page.getByText('File size').waitFor();
    },
  },
  { name: 'model', path: 'model', ready: (page) => page.getByRole('slider', { name: /^Freeze line/ }).waitFor() },
  { name: 'train-simple', path: 'train?run=new', ready: (page) => level(page, 'Simple') },
  { name: 'train-usual', path: 'train?run=new', ready: (page) => level(page, 'Usual') },
  { name: 'train-everything', path: 'train?run=new', ready: (page) => level(page, 'Everything') },
  { name: 'train-done', path: 'train?run=1', ready: text(/% right/) },
  { name: 'evaluate', path: 'evaluate?run=1', ready: text(/^Right .* of/) },
  { name: 'evaluate-classes', path: 'evaluate?run=1&tab=classes', ready: text(/^Right .* of/) },
  { name: 'evaluate-runs', path: 'evaluate?run=1&tab=runs', ready: text(/^Right .* of/) },
  { name: 'evaluate-compare', path: 'evaluate?run=1&tab=compare', ready: text(/^Right .* of/) },
  { name: 'use', path: 'use', ready: classified },
  { name: 'studies', path: 'studies', ready: heading('What the papers asked') },
  { name: 'models', path: '/models', ready: heading('Model library') },
  { name: 'settings', path: '/settings', ready: text('Data folder') },
  { name: 'palette', path: '/', ready: (page) => opened(page, 'Control+k') },
  { name: 'shortcuts', path: 'data', ready: (page) => opened(page, '?') },
  { name: 'folder', path: '/', ready: (page) => opened(page, 'Control+o') },
];

async function level(page: Page, name: string): Promise<void> {
  await choose(page, 'How much to show', name);
  if (name === 'Simple') await page.getByText('It learns from').waitFor();
  else await page.getByRole('complementary', { name: 'What will happen' }).getByRole('img').first().waitFor();
}

async function classified(page: Page): Promise<void> {
  await page.getByLabel('Choose pictures …').first().setInputFiles(samplePicture('oak', 40));
  await page.getByRole('main').getByText('Show what it looked at').click({ timeout: 60_000 });
}

async function opened(page: Page, key: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.keyboard.press(key);
  await page.getByRole('dialog').waitFor();
}

test('every page in both themes and two sizes: nothing serious for axe, nothing clipped', async ({ studio, workFolder }) => {
  test.setTimeout(400_000);
  const { page, server } = studio;
  // On the desktop folders are chosen in the window of the system.
  const shown = places.filter(({ name }) => server !== null || name !== 'folder');
  // Node knows no origin of app://.
  const origin = page.url().split('/').slice(0, 3).join('/');
  const counts = { birch: 24, linden: 24, maple: 24, oak: 24, rowan: 24, willow: 9 };

  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await look(page, 'first', colorScheme);
  }

  await openFolder(page, sampleFolder(workFolder, 'leaves', counts));
  const dataset = datasetOf(page);
  await call(page, 'runs/start', { dataset, spec: { freeze: 'head', epochs: 8, name: 'a quick look' } });
  await page.goto(`${origin}/projects/${encodeURIComponent(dataset)}/train?run=1`);
  await untilDone(page);

  const visit = async (place: Place) => {
    const path = place.path.startsWith('/') ? place.path : `/projects/${encodeURIComponent(dataset)}/${place.path}`;
    await page.goto(origin + path);
    await place.ready(page);
    await page.evaluate(() => document.fonts.ready);
  };
  for (const place of shown) {
    await test.step(place.name, async () => {
      await visit(place);
      for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await look(page, place.name, colorScheme);
      }
      await page.setViewportSize(sizes.small);
    });
  }

  await test.step('while it trains', async () => {
    await call(page, 'runs/start', { dataset, spec: { freeze: 'until:stage4', epochs: 500 } });
    await page.goto(`${origin}/projects/${encodeURIComponent(dataset)}/train?run=2`);
    await page
      .getByText(/Validation loss went from/)
      .first()
      .waitFor({ timeout: 90_000 });
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await look(page, 'train-running', colorScheme);
    }
    await page.setViewportSize(sizes.small);
    await call(page, 'runs/stop', { run: 2 });
  });

  await test.step('in German', async () => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.evaluate(() => localStorage.setItem('graft.language', 'de'));
    for (const { path, name } of shown.filter((place) => !/palette|shortcuts|folder|use/.test(place.name))) {
      await page.goto(origin + (path.startsWith('/') ? path : `/projects/${encodeURIComponent(dataset)}/${path}`));
      await page.getByRole('main').getByRole('heading').first().waitFor();
      await settled(page);
      await keepPicture(page, `${name}-german`);
      expect.soft(await layoutProblems(page), `${name} in German: nothing clipped`).toEqual([]);
    }
  });
});

/** Screenshots at both sizes, and what is wrong with it. */
async function look(page: Page, name: string, theme: (typeof themes)[number]): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await settled(page);
    await keepPicture(page, `${name}-${theme}-${size}`);
    expect.soft(await layoutProblems(page), `${name}, ${theme}, ${size}: nothing clipped`).toEqual([]);
    expect.soft(await longLines(page), `${name}, ${size}: lines as they are read`).toEqual([]);
    if (size === 'small') expect.soft(await accessibilityProblems(page), `${name}, ${theme}: axe`).toEqual([]);
  }
}

/** Pictures in view have come, and charts have followed the size. The stream of events never ends, so the network is never idle. */
async function settled(page: Page): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await page.evaluate(async () => {
      for (let frame = 0; frame < 6; frame += 1) await new Promise((next) => requestAnimationFrame(next));
    });
    const areThere = () => [...document.images].every((image) => image.complete || image.loading === 'lazy');
    await page.waitForFunction(areThere, undefined, { timeout: 20_000 });
  }
}
