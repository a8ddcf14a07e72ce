import { realpathSync, statSync } from 'node:fs';
import { dataFolder } from '../../core/data-folder.ts';
import { StudioError } from '../../core/errors.ts';
import { homeFolder } from '../../core/files/home-folder.ts';
import { DamagedDatabase } from '../../core/store/sqlite-errors.ts';
import type { Door } from '../api/desk.ts';
import { openDesk } from '../api/open-desk.ts';
import type { OpenDesk } from '../api/open-desk.ts';
import { createDoorHandler } from '../door/door-handler.ts';
import { createRecoveryDoor } from '../door/recovery-door.ts';
import { callErrorResponse } from '../door/error-response.ts';
import { secure } from '../door/security-headers.ts';
import { ensureRenderer, rendererFolder } from './renderer-build.ts';
import { startServer } from './server.ts';
import type { RunningServer } from './server.ts';
import { tokenFor } from './token-file.ts';

export interface ServeOptions {
  readonly dataDir?: string | undefined;
  readonly host: string;
  readonly port?: number | undefined;
  /** Pages choose folders below this one; the user's home unless given. */
  readonly root?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly verbose: boolean;
  readonly remark: (line: string) => void;
  /** Aborting before the server listens ends the start with `cancelled`. */
  readonly signal: AbortSignal;
}

/**
 * Opens the data folder and the browser door to it; with a damaged database a door to one page that offers what can be done.
 * @throws StudioError `bad-usage`, `not-found`, `bad-database`
 */
export async function serveStudio({
  dataDir,
  host,
  port,
  root,
  tokenFile,
  verbose,
  remark,
  signal,
}: ServeOptions): Promise<RunningServer> {
  const token = tokenFor(host, tokenFile);
  const rootFolder = folderToShow(root ?? homeFolder());
  await ensureRenderer(remark, signal);
  if (signal.aborted) throw new StudioError('cancelled', 'The studio was stopped before it had begun');
  const door: Door = { kind: 'browser', rootFolder, pointedAt: new Set(), pickFolder: null, reveal: null };
  let desk = null as OpenDesk | null;
  let answer: (request: Request) => Promise<Response>;
  const open = async (): Promise<void> => {
    desk = await openDesk({ dataDir, door, log: remark });
    answer = createDoorHandler(desk.desk, { rendererFolder, log: remark, verbose });
  };
  try {
    await open();
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) throw error;
    remark(`${error.message}. The page offers what can be done.`);
    answer = createRecoveryDoor({ folder: dataFolder(dataDir), error, rendererFolder, log: remark, onRecovered: open });
  }
  try {
    let isClosing = false;
    const handle = async (request: Request) => (isClosing ? closingResponse() : answer(request));
    const server = await startServer({ host, port, token, handle, log: remark });
    return {
      ...server,
      async close() {
        // Nothing new is begun while the desk ends; windows still hear what becomes of a run, since streams end with the desk.
        isClosing = true;
        try {
          await desk?.close();
        } finally {
          await server.close();
        }
      },
    };
  } catch (error) {
    await desk?.close();
    throw error;
  }
}

const closingResponse = (): Response =>
  secure(
    callErrorResponse(
      { code: 'cancelled', message: 'The studio is closing', hint: 'Start it again with graft serve.' },
      503,
    ),
  );

function folderToShow(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return realpathSync(folder);
  throw new StudioError('not-found', `The root folder ${folder} is not there`, {
    field: 'root',
    hint: 'Name a folder with --root.',
  });
}
