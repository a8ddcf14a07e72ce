import { Option, type Command } from 'commander';
import type { DuplicateGroup } from '../../shared/contract/image-calls.ts';
import type { Context } from '../terminal/context.ts';
import { duplicatesText } from '../words/duplicates-text.ts';
import { toldChange } from '../words/label-text.ts';
import { folderOrKnown } from './dataset-argument.ts';
import { examples } from './examples.ts';

export function registerDuplicates(datasets: Command, context: Context): void {
  const command = datasets
    .command('duplicates')
    .description('pictures of equal content in groups, with their classes and sides; --keep excludes all but one of each')
    .argument('<data set>', 'id, name or folder; an unknown folder is added')
    .addOption(
      new Option('--keep <which>', 'keep this one of each group of one class and exclude the others, as one change; no file is touched').choices(['first']),
    )
    .action((name: string, { keep }: { keep?: 'first' }) =>
      context.withStudio(async ({ db }) => {
        const { allButFirst, duplicateGroups } = await import('../../core/datasets/views/duplicate-groups.ts');
        const { setExcluded } = await import('../../core/datasets/labels/labels.ts');
        const id = await folderOrKnown(context, db, name);
        const groups = duplicateGroups(db, id);
        const others = keep ? allButFirst(groups) : [];
        const change = others.length > 0 ? toldChange(setExcluded(db, id, others, true), 'change') : null;
        const left = change ? duplicateGroups(db, id) : groups;
        await context.answer({ groups: left.map(told), ...(keep && { excluded: change?.changed ?? 0 }) }, () => duplicatesText(left, change));
      }),
    );
  examples(command, ['graft datasets duplicates leaves', 'graft datasets duplicates leaves --keep first']);
}

/** Numbers of pictures are the window's. */
const told = ({ pictures, ...group }: DuplicateGroup) => ({
  ...group,
  pictures: pictures.map(({ file, label, split }) => ({ file, label, split })),
});
