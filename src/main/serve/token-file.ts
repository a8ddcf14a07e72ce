import { readFileSync, statSync } from 'node:fs';
import { StudioError } from '../../core/errors.ts';
import { isLoopback } from './own-hosts.ts';

const leastCharacters = 32;
const howToMake = 'Make one with: (umask 077; openssl rand -hex 32 > graft-token)';

/**
 * The token that `--token-file` holds, undefined without one. It is the only lock where other machines come near, so `--host` of a
 * network needs it, and nobody but its owner may read it.
 * @throws StudioError `bad-usage`, `not-found`
 */
export function tokenFor(host: string, file: string | undefined): string | undefined {
  if (file !== undefined) return readToken(file);
  if (isLoopback(host)) return undefined;
  throw new StudioError('bad-usage', `--host ${host} lets other machines in, and there is no --token-file`, {
    field: 'tokenFile',
    hint: `Name a file with a long secret that only you can read. ${howToMake}; or leave --host out and use an SSH tunnel.`,
  });
}

function readToken(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    throw new StudioError('not-found', `The token file ${file} is not there`, { field: 'tokenFile', hint: `${howToMake}.` });
  }
  if ((stats.mode & 0o077) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    throw new StudioError('bad-usage', `The token file ${file} may be read or changed by others (mode ${mode})`, {
      field: 'tokenFile',
      hint: `Run: chmod 600 ${file}`,
    });
  }
  const token = readFileSync(file, 'utf8').trim();
  if (!new RegExp(`^[A-Za-z0-9._~-]{${leastCharacters},1024}$`).test(token)) {
    throw new StudioError('bad-usage', `The token file ${file} holds no token`, {
      field: 'tokenFile',
      hint: `It holds one line of at least ${leastCharacters} letters and digits. ${howToMake}.`,
    });
  }
  return token;
}
