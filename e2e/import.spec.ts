import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';

const models = join(import.meta.dirname, '../models');
const starter = readdirSync(models).find((name) => name.endsWith('.safetensors'))!;

/** Holds a call back until it is let go, so that what stands on the page meanwhile can be looked at. */
async function held(page: Page, call: string): Promise<() => void> {
  let letGo = () => undefined as void;
  const free = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(`**/api/${call}`, async (route) => {
    await free;
    await route.continue();
  });
  return letGo;
}

test('a model file is sent, recognised and becomes a base model; a bar stands there until each answer comes', async ({ studio }) => {
  const { page, server } = studio;
  await page.goto(new URL('/models?import=1', page.url()).href);
  const dialog = page.getByRole('dialog', { name: 'Import a base model' });
  // Electron's calls pass no door that could hold them.
  const [guessed, imported] = server ? [await held(page, 'backbones/guess'), await held(page, 'backbones/import')] : [];
  const works = async () => {
    const bar = dialog.getByRole('progressbar', { name: 'Reading the file' });
    await expect(bar).toBeVisible({ timeout: 60_000 });
    expect(await bar.getAttribute('aria-valuenow')).toBeNull();
    await expect(dialog.getByText('Reading the file')).toBeVisible();
  };
  await dialog.locator('input[type=file]').setInputFiles(join(models, starter));
  if (guessed) await works();
  guessed?.();
  await expect(dialog.getByLabel('Network')).toHaveValue('resnet18', { timeout: 60_000 });
  await expect(dialog.getByRole('progressbar')).toHaveCount(0);
  await dialog.getByLabel('Name').fill('mine');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  if (imported) await works();
  imported?.();
  await expect(page.getByText(/^mine was imported/)).toBeVisible({ timeout: 60_000 });
});
