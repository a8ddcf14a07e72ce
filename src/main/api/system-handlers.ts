import { cacheUse, clearCaches } from '../../core/doctor/caches.ts';
import { isInside } from '../../core/files/is-inside.ts';
import { StudioError } from '../../core/errors.ts';
import { os } from './implement.ts';
import { listFolder } from './list-folder.ts';
import { systemInfo } from './system-info.ts';

export const systemHandlers = {
  info: os.system.info.handler(({ context }) => systemInfo(context)),

  listFolder: os.system.listFolder.handler(({ context, input }) => listFolder(context.door, input.folder)),

  pickFolder: os.system.pickFolder.handler(async ({ context: { door } }) => {
    if (!door.pickFolder) {
      throw new StudioError('bad-usage', 'A browser cannot open the window of the system for folders', {
        values: { kind: 'no-system-picker' },
        hint: "Use the studio's own page for choosing a folder.",
      });
    }
    return { folder: await door.pickFolder() };
  }),

  reveal: os.system.reveal.handler(async ({ context: { door, studio }, input: { folder } }) => {
    if (!isInside(studio.folder.root, folder)) {
      throw new StudioError('bad-usage', `${folder} is no folder of the studio's`, {
        values: { kind: 'path-outside', path: folder, root: studio.folder.root },
        field: 'folder',
        hint: `Only what lies in ${studio.folder.root} is shown.`,
      });
    }
    if (!door.reveal) return { shown: false };
    await door.reveal(folder);
    return { shown: true };
  }),

  caches: os.system.caches.handler(async ({ context: { studio } }) => {
    const { sizeBytes, caches, thumbnails, tried } = await cacheUse(studio.folder);
    const features = caches.map(({ lastUsed, inUse, backbone, cut, imageSize, ...entry }) => ({
      name: entry.name,
      sizeBytes: entry.sizeBytes,
      lastUsedMs: lastUsed.getTime(),
      inUse,
      backbone,
      cut,
      imageSize,
    }));
    return { sizeBytes, features, thumbnails: { files: thumbnails.files, sizeBytes: thumbnails.sizeBytes }, tried };
  }),

  clearCaches: os.system.clearCaches.handler(async ({ context: { studio } }) => {
    const { freedBytes, inUse } = await clearCaches(studio.folder);
    return { freedBytes, inUse: inUse.length };
  }),

  setUpEngine: os.system.setUpEngine.handler(({ context }) => context.engineSetup.start()),
};
