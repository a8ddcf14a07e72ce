import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { openFolder } from './fixtures/open-folder.ts';
import { expect, test } from './fixtures/test.ts';

const count = 600;

test('pictures that are scrolled past before their turn are not made', async ({ studio, workFolder }) => {
  const { page, dataFolder } = studio;
  const folder = join(realpathSync(workFolder), 'many');
  for (const name of ['birch', 'oak']) mkdirSync(join(folder, name), { recursive: true });
  const noise = Buffer.from(Array.from({ length: 1500 * 1000 * 3 }, (_, at) => (at * 7919) & 255));
  const large = await sharp(noise, { raw: { width: 1500, height: 1000, channels: 3 } }).jpeg({ quality: 60 }).toBuffer();
  for (let at = 0; at < count; at += 1) {
    const file = join(folder, at % 2 ? 'oak' : 'birch', `${String(at).padStart(3, '0')}.jpg`);
    // Different files; what stands behind the picture no reader looks at.
    writeFileSync(file, Buffer.concat([large, Buffer.from(String(at))]));
  }
  await openFolder(page, folder, 120_000);
  const wall = page.getByRole('grid', { name: 'Pictures' });
  await wall.hover();
  for (let step = 0; step < 40; step += 1) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(60);
  }
  await wall.focus();
  await page.keyboard.press('Control+End');
  await expect(page.getByRole('gridcell', { name: new RegExp(`, ${count}$`) }).locator('img')).toBeVisible();
  const made = () => {
    const cache = join(dataFolder, 'cache/thumbnails');
    return existsSync(cache) ? readdirSync(cache, { recursive: true }).filter((name) => String(name).endsWith('.webp')).length : 0;
  };
  // Until nothing is made any more.
  for (let before = -1; before !== made();) {
    before = made();
    await page.waitForTimeout(3000);
  }
  console.log(`  ${made()} of ${count} pictures were made`);
  expect(made()).toBeLessThan(count / 3);
});
