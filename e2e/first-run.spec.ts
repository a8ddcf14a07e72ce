import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Locator } from '@playwright/test';
import { chooseDepth, goTo, runCard, runSentence, train, trySample, untilDone } from './fixtures/steps.ts';
import { graft } from './fixtures/terminal.ts';
import { expect, test } from './fixtures/test.ts';

const picture = join(import.meta.dirname, '../datasets/sample/oak/oak-10.jpg');

test('first run: from the sample to an exported model by clicks alone', async ({ studio, workFolder }) => {
  const { page } = studio;

  await test.step('the sample shows its classes and pictures', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Teach it to tell your pictures apart');
    await trySample(page);
    const classes = page.getByRole('region', { name: 'Classes' });
    await expect(classes.getByRole('button', { name: /All pictures\s*288/ })).toBeVisible();
    await expect(classes.locator('button[data-class]')).toHaveCount(7);
  });

  await test.step('the base model that comes with the studio is chosen', async () => {
    await goTo(page, 'Base model');
    await expect(page.getByRole('heading', { name: 'ResNet-18, the studio’s own starter' })).toBeVisible();
    await chooseDepth(page, 'Head only');
  });

  await test.step('training says what will happen, then what happens', async () => {
    await expect(page.getByRole('definition')).toHaveCount(4);
    await train(page, { fields: { Epochs: '12' } });
    await expect(runSentence(page)).toHaveText(/^(Starting|Reading|Computing features|Epoch \d+ of 12|Evaluating|Saving)/);
    await untilDone(page);
    await expect(runCard(page).getByText(/^\d+\.\d% right \(\d+\.\d% to \d+\.\d%, \d+ pictures\)/)).toBeVisible();
    await expect(
      page
        .getByRole('img', { name: /Validation loss went from/ })
        .or(page.getByText(/Validation loss went from/))
        .first(),
    ).toBeVisible();
  });

  await test.step('evaluation is one click away', async () => {
    await page.getByRole('button', { name: /^See its (mistakes|answers)$/ }).click();
    await expect(page).toHaveURL(/\/evaluate\?run=1$/);
    await expect(
      page.getByRole('heading', { level: 1, name: /^Right \d+ times? of \d+; guessing gives 1 of \d+/ }),
    ).toBeVisible();
    await expect(page.getByRole('grid', { name: /Confusion matrix/ })).toBeVisible();
  });

  const answered = await test.step('a picture gets bars and a heat map', async () => {
    await goTo(page, 'Use');
    await page.getByLabel('Choose pictures …').first().setInputFiles(picture);
    const result = page.getByRole('article', { name: basename(picture) });
    const bars = result.getByRole('list').getByRole('listitem');
    await expect(bars).toHaveCount(5, { timeout: 60_000 });
    await result.getByText('Show what it looked at').click();
    await expect(result.locator('canvas')).toBeVisible();
    expect(await paintedParts(result.locator('canvas'))).toBeGreaterThan(1);
    return (await bars.first().textContent())!;
  });

  const folder = await test.step('the export is checked, and its receipt shown', async () => {
    const card = page.getByRole('article', { name: /^Python with onnxruntime/ });
    await page.getByRole('button', { name: 'Export it for Python' }).click();
    await expect(card.getByText(/^Checked on \d+ pictures: largest difference/)).toBeVisible({ timeout: 90_000 });
    const shown = (await card.locator('p').filter({ hasText: studio.dataFolder }).textContent())!.trim();
    const { receipt } = JSON.parse(readFileSync(join(shown, 'manifest.json'), 'utf8')) as { receipt: Receipt };
    expect(receipt.top1Agreement).toBe(1);
    await expect(card.getByText(`Checked on ${receipt.images} pictures`)).toBeVisible();
    return shown;
  });

  await test.step('the exported model says the same in another process', async () => {
    const lines = await graft(join(workFolder, 'another'), ['predict', folder, picture]);
    const { top } = lines.find((line) => 'top' in line) as unknown as { top: { label: string; probability: number }[] };
    expect(answered).toContain(top[0]!.label);
    expect(answered).toContain((100 * top[0]!.probability).toFixed(1));
  });
});

interface Receipt {
  images: number;
  maxAbsDiff: number;
  top1Agreement: number;
}

/** Different colours of the heat map that is painted over a picture. */
function paintedParts(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}
