import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { dataFolder } from '../../core/data-folder.ts';
import type { DataFolder } from '../../core/data-folder.ts';
import { backUpWhenDue } from '../../core/store/backups.fixture.ts';
import { closeDatabase, inTransaction, openDatabase } from '../../core/store/database.ts';
import { insertDataset } from '../../core/store/datasets.ts';
import { DamagedDatabase } from '../../core/store/sqlite-errors.ts';
import type { Recovered, Recovery } from '../../shared/contract/recovery-calls.ts';
import { openDesk } from '../api/open-desk.ts';
import type { OpenDesk } from '../api/open-desk.ts';
import { createDoorHandler } from './door-handler.ts';
import { createRecoveryDoor } from './recovery-door.ts';

const origin = 'http://127.0.0.1:7117';

async function called<T>(handle: (request: Request) => Promise<Response>, name: string, input?: unknown): Promise<{ status: number; json: T }> {
  const body = JSON.stringify(input === undefined ? {} : { json: input });
  const response = await handle(new Request(`${origin}/api/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }));
  return { status: response.status, json: ((await response.json()) as { json: T }).json };
}

/** A studio as `graft serve` holds it: a door that another takes the place of. */
async function damagedStudio(damage: (folder: DataFolder) => void) {
  const root = tempFolder();
  const folder = dataFolder(path.join(root, 'data'));
  const rendererFolder = path.join(root, 'renderer');
  mkdirSync(rendererFolder);
  writeFileSync(path.join(rendererFolder, 'index.html'), '<!doctype html><title>Graft Studio</title>');
  const db = openDatabase(folder.database);
  inTransaction(db, () => Array.from({ length: 500 }, (_, i) => insertDataset(db, { id: `d${i}`, name: 'n'.repeat(100), root: `/${i}` })));
  closeDatabase(db);
  await backUpWhenDue(folder.database, folder.backups);
  damage(folder);
  const log: string[] = [];
  const options = { rendererFolder, log: (line: string) => void log.push(line) };
  let opened: OpenDesk | null = null;
  onTestFinished(() => opened?.close());
  const door = { kind: 'browser', rootFolder: root, pointedAt: new Set<string>(), pickFolder: null, reveal: null } as const;
  const error = await openDesk({ dataDir: folder.root, door }).catch((thrown: unknown) => thrown);
  if (!(error instanceof DamagedDatabase)) throw new Error('It opened', { cause: error });
  const onRecovered = async (): Promise<void> => {
    opened = await openDesk({ dataDir: folder.root, door });
    current = createDoorHandler(opened.desk, options);
  };
  let current = createRecoveryDoor({ ...options, folder, error, onRecovered });
  return { folder, log, handle: (request: Request) => current(request) };
}

const flipHeader = ({ database }: DataFolder): void => writeFileSync(database, readFileSync(database).fill(0xa5, 0, 4096));
/** The tables can be opened, a page in the middle cannot. */
const flipPage = ({ database }: DataFolder): void => {
  const bytes = readFileSync(database);
  const at = Math.floor(bytes.length / 4096 / 2) * 4096;
  writeFileSync(database, bytes.fill(0xa5, at, at + 2000));
};

test.each([['its header', flipHeader], ['one page', flipPage]])(
  'a window is offered the backup where %s is damaged, and goes on with it without a new start',
  async (_, damage) => {
    const { folder, log, handle } = await damagedStudio(damage);
    const home = await handle(new Request(`${origin}/projects/leaves/data`));
    expect([home.status, home.headers.get('location')]).toEqual([303, '/recovery']);
    const page = await handle(new Request(`${origin}/recovery`));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Graft Studio')]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await called(handle, 'datasets/list')).toMatchObject({ json: { code: 'bad-database' } });
    const { json: state } = await called<Recovery>(handle, 'recovery/state');
    expect(state).toMatchObject({ error: { code: 'bad-database' }, backups: [{ datasets: 500, runs: 0 }] });
    expect(await called(handle, 'recovery/restore', { backup: '../../etc/passwd' })).toMatchObject({ status: 404, json: { code: 'not-found' } });
    const restored = await called<Recovered>(handle, 'recovery/restore', { backup: state.backups[0]!.backup });
    expect(restored.status).toBe(200);
    expect(existsSync(restored.json.kept!)).toBe(true);
    expect((await called<unknown[]>(handle, 'datasets/list')).json).toHaveLength(500);
    expect((await called(handle, 'recovery/state')).json).toBeNull();
    expect(await called(handle, 'recovery/beginAnew')).toMatchObject({ status: 400, json: { code: 'bad-usage' } });
    expect(readFileSync(folder.database).subarray(0, 6).toString()).toBe('SQLite');
    expect(log).toEqual([]);
  },
);

test('a window may begin anew; a form of another page may not', async () => {
  const { handle } = await damagedStudio(flipHeader);
  const foreign = new Request(`${origin}/api/recovery/beginAnew`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' });
  expect((await handle(foreign)).status).toBe(415);
  expect((await called(handle, 'recovery/beginAnew')).status).toBe(200);
  expect((await called(handle, 'datasets/list')).json).toEqual([]);
});
