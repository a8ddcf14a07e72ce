import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { arrangeEmoji } from './emoji-folder.ts';

test('base emoji that Google has drawn go to the folder of their category, the skin tones nowhere', async () => {
  const root = await mkdtemp(join(tmpdir(), 'graft-emoji-'));
  try {
    const images = join(root, 'package', 'img', 'google', '64');
    await mkdir(images, { recursive: true });
    const row = (image: string, category: string, drawn = true) => ({ image, category, has_img_google: drawn });
    const wave = { ...row('1f44b.png', 'People & Body'), skin_variations: { '1F3FB': row('1f44b-1f3fb.png', '') } };
    const rows = [wave, row('1f34e.png', 'Food & Drink'), row('1f3fb.png', 'Component'), row('0000.png', 'Flags', false)];
    await writeFile(join(root, 'package', 'emoji.json'), JSON.stringify(rows));
    for (const image of ['1f44b', '1f44b-1f3fb', '1f34e', '1f3fb']) await writeFile(join(images, `${image}.png`), image);

    const { folder, counts } = await arrangeEmoji(join(root, 'package'), join(root, 'emoji'));

    expect(counts).toEqual({ 'People & Body': 1, 'Food & Drink': 1 });
    expect((await readdir(folder)).toSorted()).toEqual(['Food & Drink', 'People & Body']);
    expect(await readdir(join(folder, 'People & Body'))).toEqual(['1f44b.png']);
    expect(await readFile(join(folder, 'Food & Drink', '1f34e.png'), 'utf8')).toBe('1f34e');
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
