import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import { thumbnailsName, triedName } from '../../core/doctor/cache-names.ts';
import type { CacheUse, FeatureCacheUse } from '../../core/doctor/caches.ts';
import { minuteHere } from '../../shared/local-time.ts';
import type { Context } from '../terminal/context.ts';
import { confirmDeletion, yesOption } from '../terminal/confirm.ts';
import { table } from '../terminal/table.ts';
import { bytes, counted } from '../terminal/units.ts';
import { examples } from './examples.ts';

export function registerCache(program: Command, context: Context): void {
  const cache = program
    .command('cache')
    .description("what is kept on disk to be quick: features, so that frozen parts run once a picture, the window's small pictures, adaptations that were tried: list, clear");
  examples(cache, ['graft cache list', 'graft cache clear']);

  const list = cache
    .command('list')
    .description('feature caches, least recently used first, and what small pictures and tried adaptations take')
    .action(async () => {
      const { dataFolder } = await import('../../core/data-folder.ts');
      const { cacheUse } = await import('../../core/doctor/caches.ts');
      const kept = await cacheUse(dataFolder(context.dataDir));
      await context.answer(kept, () => cachesText(kept));
    });
  examples(list, ['graft cache list --json']);

  const clear = cache
    .command('clear')
    .description('delete cached features, small pictures and tried adaptations; they are made again when needed')
    .argument('[names...]', `only these (graft cache list); ${thumbnailsName} for the small pictures, ${triedName} for the adaptations`)
    .option(...yesOption)
    .action(async (names: string[], { yes = false }: { yes?: boolean }) => {
      const { dataFolder } = await import('../../core/data-folder.ts');
      const { cacheUse, clearCaches } = await import('../../core/doctor/caches.ts');
      const data = dataFolder(context.dataDir);
      const { caches, thumbnails, tried } = await cacheUse(data);
      const known = new Set([thumbnailsName, triedName, ...caches.map(({ name }) => name)]);
      const unknown = names.find((name) => !known.has(name));
      if (unknown !== undefined) {
        throw new StudioError('not-found', `There is no cache "${unknown}"`, {
          field: 'names',
          hint: '"graft cache list" shows all.',
        });
      }
      const isAll = names.length === 0;
      const going = caches.filter(({ name }) => isAll || names.includes(name));
      const pictures = isAll || names.includes(thumbnailsName) ? thumbnails : { files: 0, sizeBytes: 0 };
      const adaptations = isAll || names.includes(triedName) ? tried : { runs: 0, sizeBytes: 0 };
      await confirmDeletion(context, toClearText(going, pictures, adaptations), yes);
      const { freedBytes, inUse } = await clearCaches(data, isAll ? undefined : names);
      if (!isAll && inUse.length > 0) {
        throw new StudioError('busy', `A training uses the cache ${inUse.join(', ')}: it was left alone`, {
          field: 'names',
          hint: 'Stop the training first, or wait for it.',
        });
      }
      await context.answer({ freedBytes, ...(inUse.length > 0 && { inUse }) }, () => clearedText(freedBytes, inUse));
    });
  examples(clear, ['graft cache clear', `graft cache clear ${thumbnailsName}`]);
}

function clearedText(freedBytes: number, inUse: readonly string[]): string {
  const gave = `Gave ${bytes(freedBytes)} back to the disk.`;
  return inUse.length === 0 ? gave : `${gave}\nLeft alone, because a training uses ${inUse.length === 1 ? 'it' : 'them'}: ${inUse.join(', ')}`;
}

function toClearText(caches: readonly FeatureCacheUse[], pictures: { files: number; sizeBytes: number }, tried: CacheUse['tried']): string {
  const sizeBytes = caches.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const adaptations = tried.runs > 0 ? ` and ${counted(tried.runs, 'tried adaptation')} (${bytes(tried.sizeBytes)})` : '';
  return `Deleting ${counted(caches.length, 'cache')} of features (${bytes(sizeBytes)}) and ${counted(pictures.files, 'small picture')} (${bytes(pictures.sizeBytes)})${adaptations}.`;
}

/** Pixels are the same for every backbone; of weights that are gone only the hash is known. */
const backboneText = ({ backbone, weightsSha256, cut }: FeatureCacheUse): string =>
  backbone ?? (weightsSha256 === null ? (cut === null ? 'unknown' : 'any') : `unknown (${weightsSha256.slice(0, 12)})`);

function cachesText({ folder, sizeBytes, caches, thumbnails, tried }: CacheUse): string {
  const pictures = thumbnails.files > 0 ? `\n${thumbnails.files} small pictures of the window: ${bytes(thumbnails.sizeBytes)} in ${thumbnails.folder}` : '';
  const adaptations = tried.runs > 0 ? `\n${counted(tried.runs, 'adaptation')} that ${tried.runs === 1 ? 'was' : 'were'} tried and not kept: ${bytes(tried.sizeBytes)} (${triedName}); they go by themselves after a day` : '';
  if (caches.length === 0) return `No features are cached in ${folder}.${pictures}${adaptations}`;
  const rows = table(
    ['name', 'backbone', 'up to', 'pixels', 'precision', { title: 'size', align: 'right' }, 'last used'],
    caches.map((entry) => [
      entry.name,
      backboneText(entry),
      entry.cut ?? '?',
      String(entry.imageSize ?? '?'),
      entry.precision ?? '?',
      bytes(entry.sizeBytes),
      minuteHere(entry.lastUsed.getTime()),
    ]),
  );
  return `${rows}${pictures}${adaptations}\n${bytes(sizeBytes)} in all; features are in ${folder}`;
}
