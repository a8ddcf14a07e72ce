import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures/test.ts';

const models = join(import.meta.dirname, '../models');
const starter = readdirSync(models).find((name) => name.endsWith('.safetensors'))!;

test('a model file is sent, recognised and becomes a base model', async ({ studio }) => {
  const { page } = studio;
  await page.goto(new URL('/models?import=1', page.url()).href);
  const dialog = page.getByRole('dialog', { name: 'Import a base model' });
  await dialog.locator('input[type=file]').setInputFiles(join(models, starter));
  await expect(dialog.getByLabel('Network')).toHaveValue('resnet18', { timeout: 60_000 });
  await dialog.getByLabel('Name').fill('mine');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText(/^mine was imported/)).toBeVisible({ timeout: 60_000 });
});
