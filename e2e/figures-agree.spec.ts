import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleFolder, samplePicture } from './fixtures/folders.ts';
import { openFolder } from './fixtures/open-folder.ts';
import { graft } from './fixtures/terminal.ts';
import { expect, test } from './fixtures/test.ts';

test('figures agree: the bar of the split with its numbers, copies wherever they are counted, names with their accents', async ({ studio, workFolder }) => {
  const { page, dataFolder } = studio;
  const folder = sampleFolder(workFolder, 'leaves', { birch: 30, oak: 30 });
  copyFileSync(samplePicture('birch', 40), join(folder, 'birch', 'Érable.jpg'));
  copyFileSync(samplePicture('birch', 0), join(folder, 'birch', 'copy one.jpg'));
  copyFileSync(samplePicture('birch', 0), join(folder, 'birch', 'copy two.jpg'));
  copyFileSync(samplePicture('birch', 1), join(folder, 'oak', 'elsewhere.jpg'));
  await openFolder(page, folder);
  const cells = page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell');

  await test.step('the split is drawn as it is', async () => {
    const sides = page.getByRole('button', { name: /^(training|validation) \d+$/ });
    const counts = (await sides.allTextContents()).map((text) => Number(/\d+/.exec(text)![0]));
    const widths = await sides.first().evaluate((side) => {
      const bar = side.parentElement!.querySelector('[aria-hidden]')!;
      return [...bar.children].map((part) => part.getBoundingClientRect().width);
    });
    console.log(`  ${counts.join(':')} drawn as ${widths.map((width) => width.toFixed(0)).join(':')}`);
    expect(widths[0]! / widths[1]!).toBeCloseTo(counts[0]! / counts[1]!, 1);
  });

  await test.step('as many copies on the list, on the wall and in the terminal, and fewer by one when one is left out', async () => {
    const copies = (n: number) => page.getByRole('button', { name: `copies of others ${n}`, exact: true });
    await copies(5).click();
    await expect(cells).toHaveCount(5);
    const [shown] = await graft(dataFolder, ['datasets', 'show', 'leaves']);
    expect(shown!.duplicates).toMatchObject({ exactGroups: 2, images: 5 });
    await cells.first().click();
    await page.keyboard.press('x');
    await expect(copies(4)).toBeVisible();
    await expect(cells).toHaveCount(4);
    await copies(4).click();
  });

  await test.step('the key for searching, and a name without its accent', async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: /Search names/ })).toBeFocused();
    await page.keyboard.type('erable');
    await expect(cells).toHaveCount(1);
  });
});
