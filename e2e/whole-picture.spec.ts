import { samplePicture } from './fixtures/folders.ts';
import { goTo } from './fixtures/steps.ts';
import { graft } from './fixtures/terminal.ts';
import { expect, openTrained, project, test } from './fixtures/trained.ts';

test('which pictures the middle cuts off is told; the whole picture is one click away, and what the network sees is shown', async ({ studio }) => {
  const { page, dataFolder } = studio;
  await openTrained(page);
  const pictures = page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell');
  const finding = page.getByRole('region', { name: 'Problems' }).getByRole('button', { name: /^cut off at the ends/ });
  await finding.click();
  const [shown] = await graft(dataFolder, ['datasets', 'show', project]);
  const { count } = (shown!.findings as { kind: string; count: number }[]).find(({ kind }) => kind === 'cut-off')!;
  await expect(finding).toHaveAccessibleName(`cut off at the ends ${count}`);
  await expect(page.getByRole('region', { name: 'Pictures', exact: true }).getByText(`${count} of 180 shown`)).toBeVisible();

  const size = () => pictures.first().locator('img').evaluate((picture: HTMLImageElement) => [picture.naturalWidth, picture.naturalHeight]);
  const toggle = page.getByRole('button', { name: 'What the network sees' });
  await toggle.click();
  await expect(pictures.first().locator('img')).toHaveAttribute('src', /seen=crop-160-/);
  await expect.poll(size).toEqual([160, 160]);
  await page.getByRole('button', { name: 'Use the whole picture' }).click();
  await expect(page.getByText('Training sees the whole of each picture, with a border.')).toBeVisible();
  await expect(pictures.first().locator('img')).toHaveAttribute('src', /seen=pad-160-/);
  await expect.poll(size).toEqual([160, 160]);

  await test.step('on Evaluate by its run, on Use by the model that answered', async () => {
    await goTo(page, 'Evaluate');
    const answers = page.getByRole('grid', { name: 'Pictures with what the run said of them' }).getByRole('gridcell');
    await expect(answers.first().locator('img')).toHaveAttribute('src', /seen=crop-160-/);
    await goTo(page, 'Use');
    await page.getByLabel('Choose pictures …').first().setInputFiles(samplePicture('oak', 40));
    await expect(page.getByRole('article').first().locator('img')).toHaveAttribute('src', /^\/samples\//, { timeout: 60_000 });
    await page.getByRole('button', { name: 'What the network sees' }).click();
    await expect(page.getByRole('article').first().locator('img')).toHaveAttribute('src', /^blob:/);
  });
});
