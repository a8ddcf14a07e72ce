// Fashion-MNIST or CIFAR as a folder of pictures: scripts/pinned-node scripts/make-picture-folder.ts <data set> <source> <new folder>
import { tmpdir } from 'node:os';
import { readCifarSource, readIdxSource, writePictureFolder } from './picture-folders/picture-folder.ts';
import { pictureSources } from './picture-folders/sources.ts';

const [name = '', from, folder] = process.argv.slice(2);
const source = pictureSources[name];
if (source === undefined || from === undefined || folder === undefined) {
  console.error(`make-picture-folder <${Object.keys(pictureSources).join(' | ')}> <folder of .gz files, or .tar.gz> <new folder>`);
  process.exitCode = 2;
} else {
  const set = source.kind === 'idx' ? await readIdxSource(source, from) : await readCifarSource(source, from, tmpdir());
  const { train, test } = await writePictureFolder(set, folder);
  console.log(`${folder}: ${train} pictures to learn from, ${test} to test with, ${set.classes.length} classes`);
}
