import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { applicationOf } from './fixtures/electron-under-test.ts';
import { openFolder } from './fixtures/open-folder.ts';
import { expect, test } from './fixtures/test.ts';
import { decodersOf } from './fixtures/trainers.ts';

const count = 600;

test('pictures that are scrolled past before their turn are not made', async ({ studio, workFolder }) => {
  test.skip(process.platform !== 'linux', 'processes are found by /proc');
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
  const areDrawn = () => wall.locator('img').evaluateAll((all) => all.length > 0 && (all as HTMLImageElement[]).every((one) => one.complete));
  await expect.poll(areDrawn, { timeout: 60_000 }).toBe(true);

  // On a fast machine too all are asked for before one is made.
  const program = studio.server?.pid ?? applicationOf(page)!.process().pid!;
  const stopped = new Set<number>();
  const stopDecoders = () => {
    for (const pid of decodersOf(program)) {
      stopped.add(pid);
      process.kill(pid, 'SIGSTOP');
    }
  };
  await wall.hover();
  for (let step = 0; step < 40; step += 1) {
    stopDecoders();
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(60);
  }
  stopDecoders();
  await wall.focus();
  await page.keyboard.press('Control+End');
  await expect(page.getByRole('gridcell', { name: new RegExp(`, ${count}$`) }).locator('img')).toBeVisible();
  await page.waitForTimeout(500);
  for (const pid of decodersOf(program).filter((one) => stopped.has(one))) process.kill(pid, 'SIGCONT');
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
