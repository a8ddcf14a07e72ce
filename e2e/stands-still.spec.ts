import type { Locator, Page } from '@playwright/test';
import { call, datasetOf } from './fixtures/calls.ts';
import { samplePicture } from './fixtures/folders.ts';
import { forgetShifts, shiftsOf, watchShifts } from './fixtures/shifts.ts';
import { goTo, tabs, untilDone } from './fixtures/steps.ts';
import type { Tab } from './fixtures/steps.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

const most = 0.02;
const next = (page: Page): Locator => page.getByRole('region', { name: 'Next step' });

/** Adds up what moved; what did is listed where it is too much. */
async function standsStill(page: Page, when: string): Promise<void> {
  const shifts = await shiftsOf(page);
  const sum = shifts.reduce((all, { value }) => all + value, 0);
  console.log(`Layout shift, ${when}: ${sum.toFixed(4)}`);
  expect.soft(sum < most ? [] : shifts.flatMap(({ value, moved }) => [value.toFixed(4), ...moved]), when).toEqual([]);
}

const rest = (page: Page, milliseconds = 1500) => page.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), milliseconds);

test('nothing moves by itself while a page loads, a run goes, a heat map or a toast comes', async ({ studio }) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await watchShifts(page);
  await openTrained(page);
  const dataset = datasetOf(page);
  const project = `/projects/${encodeURIComponent(dataset)}/`;

  const paths = ['/', 'data', 'model', 'train?run=new', 'train?run=2', 'evaluate', 'evaluate?tab=classes', 'evaluate?tab=runs', 'use', '/models', '/settings'];
  for (const path of paths) {
    await page.goto(new URL(path.startsWith('/') ? path : project + path, page.url()).href);
    await page.getByRole('main').getByRole('heading').first().waitFor();
    await rest(page);
    await standsStill(page, `${path} loads`);
  }

  await test.step('tabs stand still', async () => {
    await page.goto(new URL(`${project}data`, page.url()).href);
    const places = new Set<string>();
    for (const tab of ['Data', 'Base model', 'Train', 'Evaluate', 'Use'] as Tab[]) {
      await goTo(page, tab);
      places.add(JSON.stringify(await tabs(page).boundingBox()));
    }
    expect([...places]).toHaveLength(1);
  });

  await test.step('a heat map comes', async () => {
    await goTo(page, 'Evaluate');
    const wall = page.getByRole('grid', { name: /pictures/i }).last();
    await wall.getByRole('gridcell').first().click();
    // The column beside is the person's doing, and comes with the first choice.
    await page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading').first().waitFor();
    await rest(page, 600);
    await forgetShifts(page);
    await wall.getByRole('gridcell').nth(1).click();
    await page.getByRole('complementary', { name: 'Inspector' }).locator('canvas').waitFor({ timeout: 60_000 });
    await rest(page);
    await standsStill(page, 'a heat map in the inspector');
    await goTo(page, 'Use');
    await page.getByLabel('Choose pictures …').first().setInputFiles(samplePicture('oak', 40));
    const result = page.getByRole('article', { name: /oak/ });
    await result.getByText('Show what it looked at').waitFor({ timeout: 60_000 });
    await rest(page, 600);
    await forgetShifts(page);
    await result.getByText('Show what it looked at').click();
    await result.locator('canvas').waitFor({ timeout: 60_000 });
    await rest(page);
    await standsStill(page, 'a heat map of a new picture');
  });

  await test.step('a toast comes and goes, and covers nothing', async () => {
    await goTo(page, 'Data');
    await rest(page);
    await page.getByRole('gridcell').first().click();
    await rest(page);
    await forgetShifts(page);
    const before = await next(page).boundingBox();
    await page.keyboard.press('x');
    const toast = page.getByRole('log').getByText(/excluded/);
    await expect(toast).toBeVisible();
    const [inside, room] = [await toast.boundingBox(), await next(page).boundingBox()];
    expect(room).toEqual(before);
    // In the strip at the foot, below the next step.
    expect(inside!.y).toBeGreaterThanOrEqual(room!.y + room!.height);
    await page.keyboard.press('Control+z');
    await rest(page, 7500);
    await standsStill(page, 'toasts come and go');
  });

  await test.step('a run goes', async () => {
    await goTo(page, 'Data');
    await rest(page, 1000);
    await forgetShifts(page);
    await call(page, 'runs/start', { dataset, spec: { freeze: 'head', epochs: 4 } });
    await expect(page.getByRole('region', { name: 'Running now' })).toBeVisible({ timeout: 60_000 });
    await rest(page, 2000);
    await standsStill(page, 'a run begins, seen from Data');
    await page.goto(new URL(`${project}train?run=3`, page.url()).href);
    await untilDone(page, 3);
    await rest(page);
    await standsStill(page, 'a run from its beginning to its end');
  });
});
