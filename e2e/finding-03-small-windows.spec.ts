import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { accessibilityProblems } from './fixtures/looks.ts';
import { hiddenParts } from './fixtures/fits.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';
import { datasetOf } from './fixtures/calls.ts';

const folder = join(import.meta.dirname, 'screenshots');
/** The last is a window of 1280x800 at 150 %: what a page lays out then. */
const sizes = { '1024x700': { width: 1024, height: 700 }, '1280x800': { width: 1280, height: 800 }, '150-percent': { width: 853, height: 533 } };

interface Place {
  name: string;
  /** After `/projects/<id>/`, or from the root with a slash first. */
  path: string;
  ready: (page: Page) => Promise<unknown>;
}

/** No words are waited for: the walk is the same in both languages. */
const first = (selector: string) => (page: Page) => page.locator(`main ${selector}`).first().waitFor();

const places: Place[] = [
  { name: 'start', path: '/', ready: first('li img') },
  { name: 'data', path: 'data', ready: first('[role=gridcell]') },
  {
    name: 'data-chosen',
    path: 'data',
    ready: async (page) => {
      await first('[role=gridcell]')(page);
      await page.locator('main [role=gridcell]').first().click();
      await page.locator('#inspector dl').waitFor();
    },
  },
  { name: 'model', path: 'model', ready: first('[role=slider]') },
  { name: 'train', path: 'train?run=new', ready: first('form') },
  { name: 'train-done', path: 'train?run=2', ready: first('h2') },
  { name: 'evaluate', path: 'evaluate', ready: first('[role=grid]') },
  { name: 'evaluate-classes', path: 'evaluate?tab=classes', ready: first('table') },
  { name: 'evaluate-runs', path: 'evaluate?tab=runs', ready: first('table') },
  { name: 'evaluate-compare', path: 'evaluate?tab=compare', ready: first('select') },
  { name: 'use', path: 'use', ready: first('article') },
  { name: 'models', path: '/models', ready: first('aside li, aside button') },
  { name: 'settings', path: '/settings', ready: first('dl') },
];

for (const language of ['en', 'de']) {
  test(`finding 3: small windows lose no control and no figure, in ${language}`, async ({ studio }) => {
    test.setTimeout(300_000);
    const { page } = studio;
    mkdirSync(folder, { recursive: true });
    await openTrained(page);
    const project = `/projects/${encodeURIComponent(datasetOf(page))}/`;
    await page.evaluate((language_) => localStorage.setItem('graft.language', language_), language);
    for (const { name, path, ready } of places) {
      await page.setViewportSize(sizes['1280x800']);
      await page.goto(new URL(path.startsWith('/') ? path : project + path, page.url()).href);
      await ready(page);
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await drawn(page);
          await page.screenshot({ path: join(folder, `small-${name}-${language}-${colorScheme}-${size}.png`) });
        }
        // Where things lie is the same in both themes.
        expect.soft(await hiddenParts(page), `${name}, ${language}, ${size}`).toEqual([]);
      }
    }
  });
}

test('finding 3: below 1200 px an inspector is asked for, lies over the page, and goes again', async ({ studio }) => {
  const { page } = studio;
  await page.setViewportSize(sizes['1024x700']);
  await openTrained(page);
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  const wall = page.getByRole('grid', { name: 'Pictures' });
  await expect(page.getByRole('button', { name: 'Show inspector' })).toHaveCount(0);
  await wall.getByRole('gridcell').first().click();
  await expect(page.getByRole('button', { name: 'Show inspector' })).toBeVisible();
  await expect(inspector).toBeHidden();
  const before = await wall.boundingBox();
  await page.keyboard.press('Control+i');
  await expect(inspector.getByText('File size')).toBeVisible();
  expect(await wall.boundingBox()).toEqual(before);
  expect(await accessibilityProblems(page)).toEqual([]);
  await inspector.getByRole('button', { name: 'Hide inspector' }).click();
  await expect(inspector).toBeHidden();
  await page.setViewportSize(sizes['1280x800']);
  await expect(inspector).toBeVisible();
  expect((await wall.boundingBox())!.x + (await wall.boundingBox())!.width).toBeLessThanOrEqual((await inspector.boundingBox())!.x);
});

async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 6; frame += 1) await new Promise((next) => requestAnimationFrame(next));
  });
}
