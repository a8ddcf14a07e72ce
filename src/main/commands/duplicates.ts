import { Option, type Command } from 'commander';
import type { DuplicateGroup, NearDuplicates, NearGroup } from '../../shared/contract/image-calls.ts';
import type { Database } from '../../core/store/database.ts';
import type { Context } from '../terminal/context.ts';
import { duplicatesText, nearText } from '../words/duplicates-text.ts';
import { toldChange } from '../words/label-text.ts';
import { counted } from '../terminal/units.ts';
import { folderOrKnown } from './dataset-argument.ts';
import { evenUnkept } from './even-unkept.ts';
import { examples } from './examples.ts';

interface Options {
  near?: boolean;
  keep?: 'first' | 'largest';
}

export function registerDuplicates(datasets: Command, context: Context): void {
  const command = datasets
    .command('duplicates')
    .description('pictures of equal content in groups, with their classes and sides, or those that show nearly the same; --keep excludes all but one of each')
    .argument('<data set>', 'id, name or folder; an unknown folder is added')
    .option('--near', 'pictures that show nearly the same: saved again, made smaller, brighter; the first time every picture is read')
    .addOption(
      new Option('--keep <which>', 'keep this one of each group of one class and exclude the others, as one change; no file is touched; near ones: only where it is sure').choices(['first', 'largest']),
    )
    .action((name: string, { near = false, keep }: Options) =>
      context.withStudio(async (studio) => {
        const { db } = studio;
        const { setExcluded } = await import('../../core/datasets/labels/labels.ts');
        const id = await folderOrKnown(context, db, name);
        const exclude = (images: number[]) => (images.length > 0 ? toldChange(setExcluded(db, id, images, true), 'change') : null);
        if (near && keep) return nearOnes(context, db, id, keep, exclude);
        if (near) {
          const { notKept } = await evenUnkept(studio, (one) => nearOnes(context, one.db, id, keep, exclude));
          if (notKept !== null) context.remark(unkeptLooks(notKept));
          return;
        }
        const { allButFirst, duplicateGroups } = await import('../../core/datasets/views/duplicate-groups.ts');
        const groups = duplicateGroups(db, id);
        const change = exclude(keep ? allButFirst(groups) : []);
        const left = change ? duplicateGroups(db, id) : groups;
        await context.answer({ groups: left.map(told), ...(keep && { excluded: change?.changed ?? 0 }) }, () => duplicatesText(left, change));
      }),
    );
  examples(command, ['graft datasets duplicates leaves', 'graft datasets duplicates leaves --keep first', 'graft datasets duplicates leaves --near --keep largest']);
}

async function nearOnes(
  context: Context,
  db: Database,
  id: string,
  keep: Options['keep'],
  exclude: (images: number[]) => { changed: number; message: string } | null,
): Promise<void> {
  const { allButLargest, nearDuplicates } = await import('../../core/datasets/views/near-duplicates.ts');
  await lookAtAll(context, db, id);
  const found = nearDuplicates(db, id);
  const change = exclude(keep ? allButLargest(found.groups) : []);
  const left: NearDuplicates = change ? nearDuplicates(db, id) : found;
  await context.answer({ groups: left.groups.map(told), unread: left.unlooked, ...(keep && { excluded: change?.changed ?? 0 }) }, () => nearText(left, change));
}

export const unreadText = (unread: number): string => `${counted(unread, 'file')} could not be read as scanned; graft datasets add reads the folder again.`;

export const unkeptLooks = (reason: string): string => `Note: what was seen of the pictures is not kept. ${reason}`;

/** Reads the pictures that nobody has looked at, with its progress on the screen. */
export async function lookAtAll(context: Context, db: Database, id: string): Promise<void> {
  const { lookAtPictures } = await import('../../core/datasets/scanning/look-at-pictures.ts');
  const progress = context.progress('Looking at pictures', 'pictures');
  try {
    const { unread } = await context.stoppable((signal) => lookAtPictures(db, id, { signal, onProgress: progress.update }));
    if (unread > 0) context.remark(unreadText(unread));
  } finally {
    progress.clear();
  }
}

/** Numbers of pictures are the window's. */
const told = <Group extends DuplicateGroup | NearGroup>({ pictures, ...group }: Group) => ({ ...group, pictures: pictures.map(({ image: _, ...picture }) => picture) });
