import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { dataFolder } from '../../core/data-folder.ts';
import { backUpWhenDue } from '../../core/store/backups.fixture.ts';
import { insertDataset } from '../../core/store/datasets.ts';
import { openStudio } from '../../core/open-studio.ts';

const minute = { timeout: 60_000 };
const errorOf = (stdout: string) => (JSON.parse(stdout) as { error: { code: string; hint: string } }).error;

test('graft restore: the way out that the error names, and what stays', minute, async () => {
  const home = path.join(tempFolder(), 'data');
  const folder = dataFolder(home);
  const studio = openStudio({ dataDir: home });
  insertDataset(studio.db, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  studio.close();
  const { name } = (await backUpWhenDue(folder.database, folder.backups))!;

  const listed = await graft(['restore', '--list', '--json'], { home });
  expect(listed.lines()[0]).toMatchObject([{ backup: name, datasets: 1, runs: 0 }]);

  writeFileSync(folder.database, readFileSync(folder.database).fill(0xa5, 0, 4096));
  const damaged = await graft(['datasets', 'list', '--json'], { home });
  expect(damaged.code).toBe(1);
  expect(errorOf(damaged.stdout)).toMatchObject({ code: 'bad-database', hint: expect.stringContaining('graft restore') });
  expect(damaged.stderr).not.toContain('fault of the program');

  const restored = await graft(['restore', '--yes'], { home });
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 data set, 0 runs\.\nThe former database is kept as .*set-aside/) });
  expect((await graft(['datasets', 'list'], { home })).stdout).toContain('Weeds');
});

test('an empty database beside run folders: refused with the choice, and --begin-anew takes it', minute, async () => {
  const home = tempFolder();
  mkdirSync(path.join(home, 'runs', '7'), { recursive: true });
  writeFileSync(path.join(home, 'runs', '7', 'model.json'), '{}');
  const refused = await graft(['runs', 'list', '--json'], { home });
  expect([refused.code, errorOf(refused.stdout)]).toMatchObject([1, { code: 'bad-database', hint: expect.stringContaining('--begin-anew') }]);
  expect((await graft(['restore', '--begin-anew', '--list'], { home })).code).toBe(2);
  expect((await graft(['restore'], { home })).stderr).toContain('--begin-anew');
  expect(await graft(['restore', '--begin-anew'], { home })).toMatchObject({ code: 0, stdout: expect.stringContaining('runs/7') });
  expect((await graft(['runs', 'list', '--json'], { home })).lines()).toEqual([[]]);
  rmSync(home, { recursive: true, force: true });
});
