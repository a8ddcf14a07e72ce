import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { runTypeScript } from '../../test/other-process.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { dataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { openStudio } from './open-studio.ts';
import { databaseVersion, migrate } from './store/database.ts';
import { listBackups } from './store/backups.ts';
import { markInUse } from './store/in-use.ts';
import { migrations } from './store/migrations/migrations.ts';

/** As the version before the last migration left it. */
function olderFolder(): DataFolder {
  const folder = dataFolder(tempFolder());
  const client = new BetterSqlite3(folder.database);
  client.pragma('journal_mode = WAL');
  migrate(client, folder.database, migrations.slice(0, -1));
  client.close();
  return folder;
}

function versionOf({ database }: DataFolder): number {
  const client = new BetterSqlite3(database, { readonly: true });
  const version = client.pragma('user_version', { simple: true }) as number;
  client.close();
  return version;
}

test('the database of an older version is not changed under a program that has it open, and is as soon as that has ended', { timeout: 60_000 }, () => {
  const folder = olderFolder();
  const letGo = markInUse(folder.root);
  expect(() => openStudio({ dataDir: folder.root })).toThrow(
    expect.objectContaining({ code: 'busy', message: expect.stringContaining(folder.database), values: { kind: 'update-waits', file: folder.database } }),
  );
  expect(versionOf(folder)).toBe(migrations.length - 1);
  expect(listBackups(folder.backups)).toEqual([]);
  letGo();
  const studio = openStudio({ dataDir: folder.root });
  expect(databaseVersion(studio.db)).toBe(migrations.length);
  // Its file's header may say the former version still: what counts is what lies in the log too.
  openStudio({ dataDir: folder.root }).close();
  studio.close();
  expect(listBackups(folder.backups)).toHaveLength(1);
});

test('several programs that begin at once after an update all open it, and one has brought it up to date', { timeout: 120_000 }, async () => {
  const folder = olderFolder();
  const script = `
    import { openStudio } from ${JSON.stringify(path.resolve('src/core/open-studio.ts'))};
    const studio = openStudio({ dataDir: ${JSON.stringify(folder.root)} });
    console.log(studio.db.$client.pragma('user_version', { simple: true }));
    studio.close();`;
  const said = await Promise.all(Array.from({ length: 3 }, () => runTypeScript(script)));
  expect(said).toEqual(Array.from({ length: 3 }, () => `${migrations.length}\n`));
  expect(listBackups(folder.backups)).toHaveLength(1);
});
