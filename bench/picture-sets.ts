import { join } from 'node:path';
import { prepareEmojiFolder } from './emoji-folder.ts';
import { prepareFashionFolder } from './fashion-folder.ts';

/** Folders of real pictures by name, each made below `root`; `from`: where the four files of Fashion-MNIST lie. */
export const pictureSets: Readonly<Record<string, (root: string, from: string | undefined) => Promise<string>>> = {
  sample: async () => join(import.meta.dirname, '../datasets/sample'),
  emoji: async (root) => (await prepareEmojiFolder(root)).folder,
  'fashion-mnist': async (root, from) => (await prepareFashionFolder(root, { train: 200, test: 0 }, from)).folder,
};
