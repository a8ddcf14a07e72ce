import { copyFileSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applicationOf } from './fixtures/electron-under-test.ts';
import { sampleFolder, samplePicture } from './fixtures/folders.ts';
import { chooseFolder, openFolder } from './fixtures/open-folder.ts';
import { expect, test } from './fixtures/test.ts';

test('files added to, changed in and removed from a watched folder show within two seconds', async ({
  studio,
  workFolder,
}) => {
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'leaves', { birch: 20, oak: 20 });
  await openFolder(page, folder);
  const status = page.getByRole('region', { name: 'Pictures' }).getByRole('status').first();
  await expect(status).toHaveText('40 pictures · 2 classes');
  const within = { timeout: 2000 };

  copyFileSync(samplePicture('oak', 30), join(folder, 'oak', 'new.jpg'));
  await expect(status).toHaveText('41 pictures · 2 classes', within);
  await expect(page.getByText(/In the folder: .*1/)).toBeVisible(within);

  copyFileSync(samplePicture('oak', 31), join(folder, 'oak', 'new.jpg'));
  await expect(page.getByText(/In the folder: .*changed/)).toBeVisible(within);
  writeFileSync(join(folder, 'oak', 'new.jpg'), 'no picture any more');
  // It may be in the middle of being written: it is called bad only once nobody has written to it for a while.
  await expect(page.getByRole('button', { name: 'cannot be read 1' })).toBeVisible();
  await expect(status).toHaveText(/^40 pictures · 2 classes/);

  rmSync(join(folder, 'birch', 'birch-1.jpg'));
  rmSync(join(folder, 'birch', 'birch-2.jpg'));
  await expect(status).toHaveText(/^38 pictures · 2 classes/, within);

  mkdirSync(join(folder, 'rowan'));
  for (const at of [0, 1, 2]) copyFileSync(samplePicture('rowan', at), join(folder, 'rowan', `${at}.jpg`));
  await expect(page.getByRole('button', { name: /rowan .*3$/ })).toBeVisible(within);
});

interface BadFolder {
  name: string;
  make: (folder: string) => void;
  says: RegExp;
}

const badFolders: BadFolder[] = [
  { name: 'an empty one', make: () => undefined, says: /no picture in .*it is empty/ },
  { name: 'one without pictures', make: (folder) => writeFileSync(join(folder, 'notes.txt'), 'text'), says: /no picture in/ },
  {
    name: 'one of empty class folders',
    make: (folder) => ['cats', 'dogs'].forEach((name) => mkdirSync(join(folder, name))),
    says: /no picture in/,
  },
  {
    name: 'one whose pictures are all damaged',
    make: (folder) => {
      mkdirSync(join(folder, 'cats'));
      mkdirSync(join(folder, 'dogs'));
      writeFileSync(join(folder, 'cats', 'half.jpg'), readFileSync(samplePicture('oak', 0)).subarray(0, 700));
      writeFileSync(join(folder, 'dogs', 'text.jpg'), 'no picture at all');
    },
    says: /None of the 2 picture files .* can be used \(such as cats\/half\.jpg: /,
  },
];

for (const { name, make, says } of badFolders) {
  test(`a folder that cannot be opened says why and what to do: ${name}`, async ({ studio, workFolder }) => {
    const { page } = studio;
    const folder = join(realpathSync(workFolder), 'bad');
    mkdirSync(folder);
    make(folder);
    await chooseFolder(page, folder);
    const card = page.getByRole('alert');
    await expect(card.getByRole('heading')).toHaveText(`Could not open ${folder}`);
    await expect(card).toContainText(says);
    await expect(card.getByRole('button', { name: 'Copy details' })).toBeVisible();
    await card.getByRole('button', { name: 'Choose another folder' }).click();
    // The system's own window is asked again, and answers the same.
    if (applicationOf(page)) await expect(card.getByRole('heading')).toHaveText(`Could not open ${folder}`);
    else await expect(page.getByRole('dialog')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeHidden();
  });
}

test('a path that is no folder, or is outside of what may be looked at, is refused where it is typed', async ({
  studio,
  workFolder,
}) => {
  const { page } = studio;
  test.skip(applicationOf(page) !== undefined, 'nothing is typed: the window of the system chooses folders');
  const root = realpathSync(workFolder);
  writeFileSync(join(root, 'file.txt'), 'text');
  await page.getByRole('button', { name: 'Open a folder of pictures' }).click();
  const dialog = page.getByRole('dialog');
  const path = dialog.getByRole('textbox', { name: 'Path' });
  await expect(path).not.toHaveValue('');
  for (const typed of [join(root, 'not-there'), join(root, 'file.txt'), '/etc', join(root, '..')]) {
    await path.fill(typed);
    await path.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText(
      typed === join(root, '..') ? /outside|below|only/i : new RegExp(typed),
    );
  }
});

test('a folder of one class opens and says what training needs', async ({ studio, workFolder }) => {
  const { page } = studio;
  await openFolder(page, sampleFolder(workFolder, 'one', { oak: 5 }));
  await expect(page.getByText('All pictures are in one class; training needs two.')).toBeVisible();
});

test('each problem of a folder shows its pictures with one click', async ({ studio, workFolder }) => {
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'messy', { birch: 30, oak: 24, rowan: 2 });
  copyFileSync(samplePicture('birch', 0), join(folder, 'birch', 'copy of 1.jpg'));
  copyFileSync(samplePicture('birch', 1), join(folder, 'oak', 'wrong.jpg'));
  writeFileSync(join(folder, 'birch', 'half.jpg'), readFileSync(samplePicture('birch', 2)).subarray(0, 700));
  writeFileSync(join(folder, 'oak', 'empty.png'), '');
  await openFolder(page, folder);
  const panel = page.getByRole('region', { name: 'Problems' });
  const cells = page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell');

  await panel.getByRole('button', { name: 'cannot be read 2' }).click();
  await expect(cells).toHaveCount(2);
  await expect(panel.getByText('birch/half.jpg')).toBeVisible();
  await expect(panel.getByText(/an empty file/)).toBeVisible();
  await panel.getByRole('button', { name: /^copies in two classes 2/ }).click();
  await expect(cells).toHaveCount(2);
  await expect(cells.nth(1)).toHaveAccessibleName('oak, 2');
  await panel.getByRole('button', { name: /^copies of others 4/ }).click();
  await expect(cells).toHaveCount(4);
  await cells.first().click();
  await page.keyboard.press('x');
  await expect(panel.getByRole('button', { name: /^excluded by you 1/ })).toBeVisible();
  await panel.getByRole('button', { name: /^classes too small 1/ }).click();
  await expect(panel.getByText(/“rowan” has 2/)).toBeVisible();
});
