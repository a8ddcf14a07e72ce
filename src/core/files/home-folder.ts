import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { StudioError } from '../errors.ts';

/** Null where the system knows none, as of a user whose number stands nowhere (in a container). */
function known(ask: () => string): string | null {
  try {
    const folder = ask();
    return isAbsolute(folder) ? folder : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SYSTEM_ERROR') return null;
    throw error;
  }
}

/**
 * The home folder of this user: `HOME`, else what the system has written down. An empty or relative `HOME` would put what is kept wherever a command happens to be
 * begun, and find nothing from anywhere else.
 * @throws StudioError `not-found`
 */
export function homeFolder(): string {
  const folder = known(homedir) ?? known(() => userInfo().homedir);
  if (folder !== null) return folder;
  throw new StudioError('not-found', 'This user has no home folder, and HOME is not set to one', {
    values: { kind: 'no-home' },
    hint: 'Set HOME to a folder that may be written to.',
  });
}
