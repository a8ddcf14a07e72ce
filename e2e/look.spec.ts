import { call, datasetOf } from './fixtures/calls.ts';
import { openTrained, test } from './fixtures/trained.ts';
import { samplePicture } from './fixtures/folders.ts';
import { join } from 'node:path';
test('look', async ({ studio, workFolder }) => {
  test.setTimeout(500_000);
  const { page } = studio;
  await openTrained(page);
  const dataset = datasetOf(page);
  const out = '/tmp/keys/shots';
  const origin = page.url().split('/').slice(0, 3).join('/');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const screenshot = join(workFolder, 'screenshot.png');
  await page.screenshot({ path: screenshot });
  for (const which of ['stress', 'shortcut']) await call(page, `evaluations/${which}`, { run: 2 });
  for (const language of ['de', 'en']) {
    await page.evaluate((l) => localStorage.setItem('graft.language', l), language);
    for (const [name, path] of [['start', '/'], ['data', 'data'], ['model', 'model'], ['form', 'train?run=new'], ['done', 'train?run=2'], ...['mistakes', 'classes', 'sure', 'field', 'runs', 'compare'].map((tab) => [tab, `evaluate?run=2&tab=${tab}`] as const), ['use', 'use'], ['studies', 'studies'], ['models', '/models'], ['settings', '/settings']] as const) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(origin + (path.startsWith('/') ? path : `/projects/${encodeURIComponent(dataset)}/${path}`));
      await page.getByRole('main').getByRole('heading').first().waitFor();
      if (name === 'use') {
        await page.locator('input[type=file]').first().setInputFiles([screenshot, samplePicture('oak', 40)]);
        await page.locator('article .chip').first().waitFor({ timeout: 60_000 });
      }
      await page.waitForTimeout(900);
      for (const [size, viewport] of Object.entries({ small: { width: 1024, height: 700 }, large: { width: 1600, height: 1000 } })) {
        await page.setViewportSize(viewport);
        const theme = size === 'small' ? 'light' : 'dark';
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await page.waitForTimeout(350);
        await page.screenshot({ path: `${out}/${language}-${name}-${size}.png` });
      }
    }
  }
});
