import type { Page } from '@playwright/test';
import { accessibilityProblems } from './fixtures/looks.ts';
import { hiddenParts } from './fixtures/fits.ts';
import { keepPicture, keepsPictures } from './fixtures/keep-picture.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';
import { call, datasetOf } from './fixtures/calls.ts';

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
  {
    name: 'model',
    path: 'model',
    // What the blocks know is there, and unfolded.
    ready: async (page) => {
      await first('figure button[aria-expanded=false]')(page);
      await page.locator('main figure button[aria-expanded]').click();
      await first('figure polyline')(page);
    },
  },
  { name: 'train', path: 'train?run=new', ready: first('form') },
  { name: 'train-done', path: 'train?run=2', ready: first('h2') },
  { name: 'evaluate', path: 'evaluate', ready: first('[role=grid]') },
  { name: 'evaluate-classes', path: 'evaluate?tab=classes', ready: first('table') },
  { name: 'evaluate-field', path: 'evaluate?tab=field', ready: first('section:has(table) + section ul') },
  { name: 'evaluate-runs', path: 'evaluate?tab=runs', ready: first('table') },
  { name: 'evaluate-compare', path: 'evaluate?tab=compare', ready: first('select') },
  { name: 'use', path: 'use', ready: first('article') },
  { name: 'studies-ask', path: 'studies?preset=freeze-depth', ready: first('dl') },
  { name: 'study', path: 'studies?study=1', ready: first('[role=grid] a') },
  { name: 'models', path: '/models', ready: first('aside li, aside button') },
  { name: 'settings', path: '/settings', ready: first('dl') },
];

for (const language of ['en', 'de']) {
  test(`small windows lose no control and no figure, in ${language}`, async ({ studio }) => {
    test.setTimeout(300_000);
    const { page } = studio;
    await openTrained(page);
    const dataset = datasetOf(page);
    const project = `/projects/${encodeURIComponent(dataset)}/`;
    // Its one run is there already.
    await call(page, 'studies/start', { spec: { title: 'Seeds', dataset, base: { freeze: 'head', epochs: 3 }, repeats: { seeds: 1 } } });
    for (const which of ['stress', 'shortcut']) await call(page, `evaluations/${which}`, { run: 2 });
    await page.goto(new URL(`${project}model`, page.url()).href);
    await page.getByRole('button', { name: 'Look into the network' }).click();
    await page.getByRole('button', { name: 'Put the line where it is enough' }).waitFor({ timeout: 60_000 });
    await page.evaluate((language_) => localStorage.setItem('graft.language', language_), language);
    for (const { name, path, ready } of places) {
      await page.setViewportSize(sizes['1280x800']);
      await page.goto(new URL(path.startsWith('/') ? path : project + path, page.url()).href);
      await ready(page);
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        // Where things lie is the same in both themes.
        for (const colorScheme of keepsPictures ? (['dark', 'light'] as const) : (['light'] as const)) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await drawn(page);
          await keepPicture(page, `small-${name}-${language}-${colorScheme}-${size}`);
        }
        expect.soft(await hiddenParts(page), `${name}, ${language}, ${size}`).toEqual([]);
      }
    }
  });
}

test('in a small window the figures of Base model are in sight with the freeze line, what each block knows is a click away, and no table is scrolled sideways', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page, 'Base model');
  const figures = page.getByRole('main').locator('dl').first();
  const last = page.getByRole('columnheader', { name: 'One epoch' });
  await page.setViewportSize(sizes['1280x800']);
  await expect(page.getByRole('slider')).toBeInViewport({ ratio: 1 });
  await expect(figures).toBeInViewport({ ratio: 1 });
  const fold = page.getByRole('button', { name: 'What the frozen part knows of your pictures' });
  await fold.click();
  await expect(page.getByRole('img', { name: 'What the frozen part knows of your pictures' })).toBeVisible();
  await fold.click();
  // Its table is whole, without scrolling sideways.
  await last.scrollIntoViewIfNeeded();
  const table = page.getByRole('group', { name: 'What each place of the line means' });
  for (const viewport of [sizes['1280x800'], sizes['1024x700']]) {
    await page.setViewportSize(viewport);
    expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), `${viewport.width}`).toBeLessThanOrEqual(0);
  }
  // So is that of two runs that differ in three settings.
  await page.setViewportSize(sizes['1024x700']);
  await page.goto(page.url().replace('/model', '/evaluate?tab=runs'));
  const runs = page.getByRole('main').getByRole('region', { name: 'Runs' });
  await expect(runs.getByRole('row')).toHaveCount(3);
  expect(await runs.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), 'Runs').toBeLessThanOrEqual(0);
});

test('at 150 % zoom Evaluate shows its matrix and pictures below the verdict without scrolling; what would help is a click away', async ({ studio }) => {
  const { page } = studio;
  await page.setViewportSize(sizes['150-percent']);
  await openTrained(page, 'Evaluate');
  const [matrix, wall] = [page.getByRole('grid').first().getByRole('gridcell').first(), page.getByRole('grid', { name: /Pictures with what the run said/ }).getByRole('gridcell').first()];
  await expect(matrix).toBeInViewport({ ratio: 1 });
  await expect(wall).toBeInViewport({ ratio: 0.8 });
  const next = page.getByRole('region', { name: 'Next step' });
  for (const part of [matrix, wall]) {
    const [inside, bar] = [(await part.boundingBox())!, (await next.boundingBox())!];
    expect(inside.y + inside.height * 0.8).toBeLessThan(bar.y);
  }
  await expect(page.getByRole('listitem').filter({ hasText: 'Train deeper' })).toBeHidden();
  await page.getByRole('button', { name: 'What would help most' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Train deeper' }).getByRole('button')).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
});

/** Where a person reads or presses: what they see there is what lies there. */
const covers = (page: Page) =>
  page.evaluate(() => {
    const toast = document.querySelector('[role=log] > *')!.getBoundingClientRect();
    return [...document.querySelectorAll<HTMLElement>('a[href], button, p, span, b, h1, h2, td')]
      .filter((element) => !element.closest('[role=log], .visually-hidden, [aria-hidden=true]') && element.checkVisibility({ visibilityProperty: true }) && element.textContent.trim())
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && box.left < toast.right - 1 && box.right > toast.left + 1 && box.top < toast.bottom - 1 && box.bottom > toast.top + 1;
      })
      .map((element) => element.textContent.trim().slice(0, 60));
  });

test('a toast covers neither a control nor words, at any size, while nothing runs and while something does', async ({ studio }) => {
  const { page } = studio;
  await openTrained(page);
  const dataset = datasetOf(page);
  const sentence = page.getByRole('region', { name: 'Next step' }).locator('[aria-live]');
  for (const isRunning of [false, true]) {
    if (isRunning) await call(page, 'runs/start', { dataset, spec: { freeze: 'none', epochs: 50 } });
    if (isRunning) await page.getByRole('region', { name: 'Running now' }).getByRole('button', { name: 'Stop' }).waitFor();
    for (const viewport of Object.values(sizes)) {
      await page.setViewportSize(viewport);
      await page.getByRole('gridcell').first().click();
      await page.keyboard.press('x');
      await expect(page.getByRole('log').getByRole('button').first()).toBeVisible();
      await expect(sentence).toBeVisible();
      expect(await covers(page), `${viewport.width}, running: ${isRunning}`).toEqual([]);
      expect(await hiddenParts(page), `${viewport.width}, running: ${isRunning}`).toEqual([]);
      await keepPicture(page, `toast-${viewport.width}-${isRunning ? 'running' : 'resting'}`);
      await page.keyboard.press('Control+z');
    }
  }
  await call(page, 'runs/stop', { run: 3 });
});

test('below 1200 px an inspector is asked for, lies over the page, and goes again', async ({ studio }) => {
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
