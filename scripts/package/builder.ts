import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { checkout } from '../real-electron/tools.ts';
import { Missing } from './missing.ts';

// Taken from npm when it is needed: 250 packages that nothing else here uses.
const builder = 'electron-builder@26.17.0';

/** Runs electron-builder. @returns its exit code */
export function runBuilder(environment: Record<string, string>, args: readonly string[]): number {
  const command = ['exec', '--yes', '--package', builder, '--', 'electron-builder', '--config', 'electron-builder.yml'];
  const { status, error } = spawnSync('npm', [...command, ...args], {
    cwd: checkout,
    stdio: ['ignore', 2, 2],
    env: {
      ...process.env,
      ...environment,
      // npm and what it starts then run with this Node, which is new enough for them.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      // It would set the fuses of a linked file in the Electron that it was given.
      USE_HARD_LINKS: 'false',
    },
  });
  if (error) throw new Missing(`npm does not start (${error.message}); install Node with npm.`);
  return status ?? 1;
}
