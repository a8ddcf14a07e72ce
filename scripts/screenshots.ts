// npm run screenshots: the pictures of the README, taken from the real studio on the embedded sample with a real run.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { browserBinary, howToInstall } from '../e2e/fixtures/browser-binary.ts';
import { call } from '../e2e/fixtures/calls.ts';
import { serve } from '../e2e/fixtures/serve.ts';
import { graftEvents } from '../bench/graft-events.ts';

const checkout = join(import.meta.dirname, '..');
const target = join(checkout, 'docs', 'window');
const sample = join(checkout, 'datasets', 'sample');
const work = mkdtempSync(join(tmpdir(), 'graft-screenshots-'));
const dataFolder = join(work, 'data');

const shots: { name: string; path: string; theme: 'light' | 'dark'; prepare?: (page: Page) => Promise<unknown> }[] = [
  { name: 'data', path: '/projects/leaves/data', theme: 'light' },
  { name: 'model', path: '/projects/leaves/model', theme: 'light', prepare: (page) => page.getByText('measured here').first().waitFor({ timeout: 120_000 }) },
  { name: 'evaluate', path: '/projects/leaves/evaluate?run=1', theme: 'light' },
  { name: 'use', path: '/projects/leaves/use', theme: 'light', prepare: usePicture },
  { name: 'train', path: '/projects/leaves/train', theme: 'dark', prepare: watchTraining },
];

try {
  const executablePath = browserBinary();
  if (executablePath === null) throw new Error(howToInstall);
  process.env.GRAFT_HOME = dataFolder;
  await graftEvents(['datasets', 'add', sample, '--name', 'leaves', '--json']);
  await graftEvents(['train', 'leaves', '--json']);
  const studio = await serve(dataFolder, ['--root', checkout]);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  mkdirSync(target, { recursive: true });
  for (const { name, path, theme, prepare } of shots) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
    await page.goto(studio.url);
    await page.goto(new URL(path, studio.url).href);
    await prepare?.(page);
    await page.waitForTimeout(2500);
    await sharp(await page.screenshot()).webp({ quality: 82 }).toFile(join(target, `${name}.webp`));
    console.log(`docs/window/${name}.webp`);
    await page.close();
  }
  await browser.close();
  await studio.stop();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function usePicture(page: Page): Promise<void> {
  await page.locator('input[type=file]').setInputFiles([join(sample, 'maple/maple-01.jpg'), join(sample, 'oak/oak-05.jpg')]);
  await page.getByText('Show what it looked at').first().click({ timeout: 60_000 });
}

/** A second run, in the middle. */
async function watchTraining(page: Page): Promise<void> {
  await call(page, 'runs/start', { dataset: 'leaves', spec: { freeze: 'until:stage4', epochs: 20 } });
  await page.getByRole('main').getByText(/epoch 1[0-9] of/i).first().waitFor({ timeout: 120_000 });
}
