import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { Context } from '../terminal/context.ts';
import { table } from '../terminal/table.ts';
import { bytes } from '../terminal/units.ts';
import { examples } from './examples.ts';

export function register(program: Command, context: Context): void {
  const cache = program
    .command('cache')
    .description('features kept on disk so that frozen parts run once an image: list, clear');
  examples(cache, ['graft cache list', 'graft cache clear']);

  const list = cache
    .command('list')
    .description('feature caches, least recently used first')
    .action(async () => {
      const { folder, entries } = await featureCaches(context);
      const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
      await context.answer({ folder, sizeBytes, caches: entries }, () =>
        entries.length === 0
          ? `No features are cached in ${folder}.`
          : `${table(
              ['name', { title: 'size', align: 'right' }, 'last used'],
              entries.map((entry) => [
                entry.name,
                bytes(entry.sizeBytes),
                entry.lastUsed.toISOString().slice(0, 16).replace('T', ' '),
              ]),
            )}\n${bytes(sizeBytes)} in ${folder}`,
      );
    });
  examples(list, ['graft cache list --json']);

  const clear = cache
    .command('clear')
    .description('delete cached features; the next run computes them again')
    .argument('[names...]', 'only these caches (graft cache list)')
    .action(async (names: string[]) => {
      const { folder, entries } = await featureCaches(context);
      const unknown = names.find((name) => !entries.some((entry) => entry.name === name));
      if (unknown !== undefined) {
        throw new StudioError('not-found', `There is no feature cache "${unknown}"`, {
          field: 'names',
          hint: '`graft cache list` shows all.',
        });
      }
      const { clearFeatureCaches } = await import('../../core/training/cache-budget.ts');
      const freedBytes = clearFeatureCaches(folder, names.length > 0 ? names : undefined);
      await context.answer({ freedBytes }, () => `Gave ${bytes(freedBytes)} back to the disk.`);
    });
  examples(clear, ['graft cache clear']);
}

async function featureCaches(context: Context) {
  const { dataFolder } = await import('../../core/data-folder.ts');
  const { listFeatureCaches } = await import('../../core/training/cache-budget.ts');
  const folder = dataFolder(context.dataDir).featureCache;
  return { folder, entries: listFeatureCaches(folder) };
}
