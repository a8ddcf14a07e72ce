import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { Context } from '../terminal/context.ts';
import { classKeysText } from '../words/label-text.ts';
import { knownDataset } from './dataset-argument.ts';
import { examples } from './examples.ts';

interface WishedKey {
  name: string;
  /** Null takes the chosen one back. */
  key: string | null;
}

/** `oak=q`, `oak=`; a name may have `=` in it. @throws StudioError `bad-usage` */
function wishedKey(text: string): WishedKey {
  const at = text.lastIndexOf('=');
  if (at > 0) return { name: text.slice(0, at), key: text.slice(at + 1) || null };
  throw new StudioError('bad-usage', `"${text}" is not <class>=<key>`, { field: 'set', hint: 'Such as --set nettle=q; --set nettle= takes the key back.' });
}

export function registerLabelKeys(labels: Command, context: Context): void {
  const command = labels
    .command('keys')
    .description('the key that gives each class in the window: 1 to 9, or one letter or digit of your choice')
    .argument('<data set>', 'id, name or folder')
    .option('--set <class=key...>', 'choose a key for a class, or none')
    .action((name: string, { set = [] }: { set?: string[] }) =>
      context.withStudio(async ({ db }) => {
        const { classKeys, setClassKey } = await import('../../core/datasets/labels/class-keys.ts');
        const { inTransaction } = await import('../../core/store/database.ts');
        const wishes = set.map(wishedKey);
        const { id } = await knownDataset(db, name);
        // All of them or none.
        inTransaction(db, () => {
          for (const wish of wishes) setClassKey(db, id, wish.name, wish.key);
        });
        const keys = classKeys(db, id);
        await context.answer(keys, () => classKeysText(keys));
      }),
    );
  examples(command, ['graft labels keys leaves', 'graft labels keys leaves --set nettle=q --set dock=w']);
}
