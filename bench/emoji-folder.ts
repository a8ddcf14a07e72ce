import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageName = 'emoji-datasource-google@16.0.0';

/** The fields of emoji.json that are read; skin-tone variants hang below their base emoji and are never listed here. */
interface EmojiRow {
  image: string;
  category: string;
  has_img_google: boolean;
}

export interface EmojiFolder {
  folder: string;
  /** Images in each class folder, by category. */
  counts: Record<string, number>;
}

/**
 * Fetches Google's emoji drawings (Apache-2.0, 74 MB) into `tempRoot` through npm and lays them out as class folders:
 * the category is the label, the 64 px PNGs (with alpha) are the images.
 */
export async function prepareEmojiFolder(tempRoot: string): Promise<EmojiFolder> {
  const { stdout } = await run('npm', ['pack', packageName, '--silent', '--pack-destination', tempRoot], { cwd: tempRoot });
  const archive = join(tempRoot, stdout.trim());
  await run('tar', ['-xzf', archive, '-C', tempRoot, 'package/emoji.json', 'package/img/google/64']);
  return arrangeEmoji(join(tempRoot, 'package'), join(tempRoot, 'emoji'));
}

/**
 * Copies the base emoji of an extracted package into `folder/<category>/`. The category "Component" is left out:
 * it holds the five skin tones themselves.
 */
export async function arrangeEmoji(packageRoot: string, folder: string): Promise<EmojiFolder> {
  const rows = JSON.parse(await readFile(join(packageRoot, 'emoji.json'), 'utf8')) as EmojiRow[];
  const counts: Record<string, number> = {};
  for (const { image, category, has_img_google: drawn } of rows) {
    if (!drawn || category === 'Component') continue;
    if (counts[category] === undefined) await mkdir(join(folder, category), { recursive: true });
    await copyFile(join(packageRoot, 'img', 'google', '64', image), join(folder, category, image));
    counts[category] = (counts[category] ?? 0) + 1;
  }
  return { folder, counts };
}
