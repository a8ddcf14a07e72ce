import os from 'node:os';
import { openDesk } from '../src/main/api/open-desk.ts';
import type { Desk } from '../src/main/api/desk.ts';
import { openSmallStudio } from './small-studio.ts';
import type { SmallStudio } from './small-studio.ts';

/** A desk as `graft serve` opens one, on a data folder with one data set; only what lies in the system's temporary folder may be opened. */
export async function openSmallDesk(counts: readonly number[]): Promise<{ small: SmallStudio; desk: Desk; close(): Promise<void> }> {
  const small = await openSmallStudio(counts);
  const { desk, close } = await openDesk({
    dataDir: small.studio.folder.root,
    door: { kind: 'browser', rootFolder: os.tmpdir(), pointedAt: new Set(), pickFolder: null, reveal: null },
  });
  return {
    small,
    desk,
    async close() {
      await close();
      small.close();
    },
  };
}
