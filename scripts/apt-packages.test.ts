import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../test/temp-folder.ts';

/** What `apt-packages` says on a system whose apt knows only these. */
function namesWhere(known: readonly string[]): string[] {
  const folder = tempFolder();
  const apt = join(folder, 'apt-cache');
  writeFileSync(apt, `#!/bin/sh\ncase " ${known.join(' ')} " in *" $2 "*) echo "Package: $2";; *) exit 100;; esac\n`);
  chmodSync(apt, 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  return execFileSync(join(import.meta.dirname, 'real-electron/apt-packages'), { env, encoding: 'utf8' }).trim().split('\n');
}

test('packages have the names of Debian 12, or those of Ubuntu 24.04 where apt knows them', () => {
  const old = namesWhere(['libgtk-3-0', 'libasound2', 'libatspi2.0-0', 'xvfb']);
  expect(old).toEqual(expect.arrayContaining(['xvfb', 'libgtk-3-0', 'libasound2', 'libatspi2.0-0', 'libnss3']));
  const newer = namesWhere(['libgtk-3-0t64', 'libasound2t64', 'libatspi2.0-0t64', 'xvfb']);
  expect(newer).toHaveLength(old.length);
  expect(newer.filter((name) => !old.includes(name))).toEqual(['libgtk-3-0t64', 'libasound2t64', 'libatspi2.0-0t64']);
});
